/* Drafts: htmx saves while somebody writes; what was typed in the last moment is sent on the way out.

   Contract:
   data-draft   on a form: the address its draft is saved to
   data-dirty   on such a form: something in it is neither saved nor kept (put here, and by the server where it
                shows again what was typed)
   #draft-note  in such a form: says what was kept, and here that something was not */
import { make, page } from "./page.js"

/* How often something was typed into a form with a draft. */
let typed = 0
/* On leaving, the draft gets this much of a lead over the request for the page that comes next. */
const LEAD_MS = 100

const unkept = () => page.querySelector("form[data-draft][data-dirty]")

page.addEventListener("input", event => {
  const form = event.target.form
  if (form?.dataset.draft) form.dataset.dirty = ++typed
})
page.addEventListener("htmx:before:request", event => {
  const { ctx } = event.detail
  ctx.typed = typed
  if (ctx.request.method === "GET") send()
})

/* Only an answer that is good tells that all is kept, and only if nothing was typed since it was asked for. */
page.addEventListener("htmx:after:request", event => {
  const { request, response, typed: sent } = event.detail.ctx
  const form = unkept()
  const isKept = form && [form.dataset.draft, form.getAttribute("action")].includes(request.action)
  if (isKept && response.status < 400 && sent === typed) delete form.dataset.dirty
})

/* A draft that got no answer, or one that went elsewhere, is not kept. */
page.addEventListener("htmx:finally:request", event => {
  const { busy, target, response } = event.detail.ctx
  if (busy?.id !== "draft-note" || (response?.status < 500 && target === busy)) return
  busy.replaceChildren(make("strong", {}, "The last words are not kept as a draft yet."))
})

/* Sends what is not kept, once: it counts as kept unless the server says otherwise. */
function send() {
  const form = unkept()
  if (!form) return false
  const { draft, dirty } = form.dataset
  const again = () => { form.dataset.dirty ??= dirty }
  const body = new URLSearchParams(new FormData(form))
  delete form.dataset.dirty
  fetch(draft, { method: "POST", body, keepalive: true }).then(answer => answer.ok || again(), again)
  return true
}

/* A reload asks for the page before it hides this one, so pagehide is too late for it. Nobody is asked anything. */
window.addEventListener("beforeunload", () => {
  const end = Date.now() + LEAD_MS
  if (send()) while (Date.now() < end);
})
window.addEventListener("pagehide", send)
page.addEventListener("visibilitychange", () => page.hidden && send())

/* Back online: as if the next letter were typed, so that htmx keeps the draft and the note says so. */
window.addEventListener("online", () => {
  unkept()?.querySelector("textarea")?.dispatchEvent(new Event("input", { bubbles: true }))
})
