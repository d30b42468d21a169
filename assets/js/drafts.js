/* Drafts: htmx saves while somebody writes; this sees to the moments in which it cannot.

   Contract:
   data-draft   on a form: the address its draft is saved to
   data-dirty   on such a form: something in it is neither saved nor kept (put here, and by the server where it
                shows again what was typed)
   #draft-note  in such a form: says what was kept, and here that something was not */
import { addDismiss, make, page, say } from "./page.js"

/* What a draft holds. */
const FIELDS = ["result", "method", "finding", "link"]
/* What was typed before a reload waits under this name, in this window alone. */
const ASIDE = "typed"
/* Whoever reloads is back by then; later, another window may know better. */
const ASIDE_MS = 60_000
const AGAIN_MS = 10_000
const PATIENCE_MS = 20_000
const KEEPALIVE_BYTES = 60_000

/* How often something was typed into a form with a draft. */
let typed = 0
let next = null
/* What is on its way and has no answer yet. */
let sent = null

const drafted = () => page.querySelector("form[data-draft]")
const unkept = () => page.querySelector("form[data-draft][data-dirty]")

page.addEventListener("input", event => {
  const form = event.target.form
  if (!form?.dataset.draft) return
  form.dataset.dirty = ++typed
  takeAside()
})
page.addEventListener("htmx:before:request", event => {
  const { ctx } = event.detail
  ctx.typed = typed
  if (ctx.request.method === "GET") send()
})

/* Only an answer that is good tells that all is kept, and only if nothing was typed since it was asked for. */
page.addEventListener("htmx:after:request", event => {
  const { request, response, typed: asked } = event.detail.ctx
  const form = unkept()
  const isKept = form && [form.dataset.draft, form.getAttribute("action")].includes(request.action)
  if (isKept && response.status < 400 && asked === typed) delete form.dataset.dirty
})

/* What was typed while a save was on its way is neither in it nor in what comes instead of the form. */
page.addEventListener("htmx:before:swap", event => {
  const { ctx } = event.detail
  const form = drafted()
  if (form && form !== ctx.target && ctx.target?.contains?.(form) && ctx.typed !== typed) ctx.late = aside(form)
})
page.addEventListener("htmx:after:swap", event => {
  const { late, response } = event.detail.ctx
  if (!late) return
  const form = drafted()
  if (form?.dataset.draft === late.draft) return put(form, late.fields)
  const body = new URLSearchParams(late.fields)
  const made = response.headers.get("Finding-Version")
  if (made) body.set("version", made)
  post(late.draft, body).then(status => status < 400
    ? tell("warn", "What you typed last is kept as a draft of the objective before.")
    : tell("bad", `What you typed last could not be kept. Copy it: ${body.get("finding")}`))
})

/* Beside what the save had to say. */
function tell(kind, text) {
  const box = make("div", { class: `note note--${kind} toast` }, make("p", {}, text))
  page.getElementById("toasts")?.append(box)
  addDismiss(box)
  say(text, kind === "bad")
}

/* A draft that got no answer, or one that went elsewhere, is not kept. Only the first may find an answer later. */
page.addEventListener("htmx:finally:request", event => {
  const { busy, target, response } = event.detail.ctx
  const mayBeKept = !(response?.status < 500)
  if (busy?.id !== "draft-note" || (!mayBeKept && target === busy)) return
  const note = make("strong", {}, "The last words are not kept as a draft yet.")
  busy.replaceChildren(note)
  if (!mayBeKept) return
  note.dataset.again = ""
  again()
})

function again() {
  clearTimeout(next)
  next = setTimeout(send, AGAIN_MS)
}

function aside(form) {
  return { draft: form.dataset.draft, fields: [...new FormData(form)], href: location.href, at: Date.now() }
}

/* Puts back what was typed, as if it were typed now. */
function put(form, fields) {
  const said = new URLSearchParams(fields)
  for (const field of form.elements) {
    if (!FIELDS.includes(field.name)) continue
    if (field.matches("textarea")) field.value = said.get(field.name)
    else field.checked = said.getAll(field.name).includes(field.value)
  }
  type(form)
}

/* As if the next letter were typed, so that htmx keeps the draft and the note says so. */
function type(form) {
  form?.querySelector("textarea")?.dispatchEvent(new Event("input", { bubbles: true }))
}

/* The status of the answer; 600 where there was none. Of what a page sends that goes, browsers refuse to wait for
   what is long; without that it may still arrive. */
const post = (draft, body, isLeaving = page.hidden) => {
  const keepalive = isLeaving && `${body}`.length < KEEPALIVE_BYTES
  return fetch(draft, { method: "POST", body, keepalive, signal: AbortSignal.timeout(PATIENCE_MS) })
    .then(answer => answer.status, () => 600)
}

/* Sends what is not kept, once: it counts as kept unless the server says otherwise. */
function send(isLeaving) {
  const form = unkept()
  if (!form) return
  const { draft, dirty } = form.dataset
  const mine = sent = aside(form)
  delete form.dataset.dirty
  post(draft, new URLSearchParams(mine.fields), isLeaving).then(status => {
    if (sent === mine) sent = null
    if (status >= 400) form.dataset.dirty ??= dirty
    const note = form.isConnected && form.querySelector("[data-again]")
    if (!note) return
    if (status < 400) type(form)
    else if (status >= 500) again()
    else note.removeAttribute("data-again")
  })
}

function takeAside() {
  try {
    const left = sessionStorage.getItem(ASIDE)
    if (left) sessionStorage.removeItem(ASIDE)
    return JSON.parse(left)
  } catch {
    return null
  }
}

/* A reload may be answered before what is sent has arrived. */
function leave() {
  const form = unkept()
  const left = form ? aside(form) : sent
  try { if (left) sessionStorage.setItem(ASIDE, JSON.stringify(left)) } catch { /* It is sent all the same. */ }
  send(true)
}
window.addEventListener("beforeunload", leave)
window.addEventListener("pagehide", leave)
page.addEventListener("visibilitychange", () => page.hidden && send())
window.addEventListener("online", () => type(unkept()))

/* Back on the same page in the same session, what was put aside goes into the form unless it stands there. */
window.addEventListener("pageshow", event => {
  const form = drafted()
  const left = takeAside()
  const isFresh = left?.href === location.href && !event.persisted && Date.now() - left.at < ASIDE_MS
  if (!isFresh || !form || form.dataset.dirty || form.dataset.draft !== left.draft) return
  const [then, now] = [left.fields, [...new FormData(form)]].map(fields => new URLSearchParams(fields))
  const differ = name => then.getAll(name).join("\n") !== now.getAll(name).join("\n")
  const isSame = sessionOf(then.get("csrf")) === sessionOf(now.get("csrf")) && !differ("version")
  if (isSame && FIELDS.some(differ)) put(form, left.fields)
})

/* Each page hides the session's token under a pad of its own; under it, it stays the same. */
function sessionOf(token) {
  const half = token.length / 2
  return [...token.slice(half)].map((digit, n) => parseInt(digit, 16) ^ parseInt(token[n], 16)).join()
}
