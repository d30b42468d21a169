/* Keeps people oriented while parts of the page are replaced: focus, title, busy state, failures, dialogs.

   Contract:
   data-dialog   on a link: its page is shown in a dialog instead (the link works without script)
   data-close    on a link or button in such a page: closes the dialog
   data-dismiss  on a button in a notice (made here): takes the notice away
   hx-confirm    asks in a dialog; only for what can be undone anyway, the rest has a confirm page */
import { addDismiss, dialogNamed, mainOf, make, page, say, toast } from "./page.js"

/* Focus: a swap must not throw it to the top of the page, nor must dismissing a notice. */
let before = null
let from = null
page.addEventListener("htmx:before:swap", () => {
  const active = page.activeElement
  before = active && active !== page.body ? { id: active.id, row: active.closest("tr, li")?.id } : null
})
page.addEventListener("htmx:after:swap", event => {
  page.querySelectorAll(".toast").forEach(addDismiss)
  const source = event.target
  const dialog = page.getElementById("dialog")
  if (dialog?.open && dialog.contains(source) && event.detail.ctx.response?.status < 400) dialog.close()
  if (!before || (page.activeElement && page.activeElement !== page.body)) return
  const row = before.row && page.getElementById(before.row)
  const next = (before.id && page.getElementById(before.id)) || row?.querySelector("a, button, input") ||
    page.getElementById("main")
  next?.focus({ preventScroll: true })
})

/* The title says that a form was refused, as it does on a whole page. A fragment's own is set after this event. */
page.addEventListener("htmx:after:swap", event => {
  const { ctx } = event.detail
  const isRefused = page.querySelector("main .note--bad[autofocus]")
  const titled = title => (isRefused ? "Error: " : "") + title.replace(/^Error: /, "")
  page.title = titled(page.title)
  if (ctx.title) ctx.title = titled(ctx.title)
})

/* Busy: the part that will be replaced says so; the style sheet waits 0.2 seconds before it shows. The server may
   send its answer elsewhere. */
page.addEventListener("htmx:before:request", event => {
  const { ctx } = event.detail
  ctx.busy = ctx.target
  ctx.busy?.setAttribute?.("aria-busy", "true")
})
page.addEventListener("htmx:finally:request", event => {
  event.detail.ctx.busy?.removeAttribute?.("aria-busy")
})

/* Failures are never silent, and over once the same succeeds. */
let failed = null
page.addEventListener("htmx:response:error", event => {
  const { response, request, sourceElement } = event.detail.ctx
  failed = sourceElement
  if (response.status < 500) return
  const number = response.headers.get("X-Request-Id")
  const saved = request.method === "GET" ? "" : " Nothing was saved; your text is still here."
  const orAsk = number ? `, or give this number: ${number}` : ""
  toast("bad", `The server could not do that.${saved} Try again${orAsk}.`)
})
page.addEventListener("htmx:error", event => {
  const { error, ctx } = event.detail
  if (error?.name === "TypeError" || ctx?.request?.signal?.reason === "timeout") {
    failed = ctx.sourceElement
    toast("bad", "No answer from the server. Your text is still here. Try again in a moment.")
  }
})
page.addEventListener("htmx:after:request", event => {
  const { response, sourceElement } = event.detail.ctx
  if (response.status >= 400 || failed !== sourceElement) return
  page.querySelectorAll(".toasts .note--bad").forEach(note => note.remove())
})

/* Dialogs: their content is a page of its own. */
page.addEventListener("click", async event => {
  const control = event.target.closest?.("a[data-dialog], [data-close], [data-dismiss]")
  if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return
  if (control.matches("[data-dismiss]")) {
    control.closest(".note").remove()
    return (from?.isConnected ? from : page.getElementById("main")).focus({ preventScroll: true })
  }
  if (control.matches("[data-close]")) {
    const open = control.closest("dialog")
    if (open) { event.preventDefault(); open.close() }
    return
  }
  event.preventDefault()
  try {
    const answer = await fetch(control.href, { headers: { Accept: "text/html" } })
    if (!answer.ok || answer.redirected) throw new Error("not the page that was asked for")
    const { parts } = mainOf(await answer.text())
    const dialog = dialogNamed("dialog", control.textContent.trim())
    dialog.replaceChildren(...parts, make("p", { class: "actions" },
      make("button", { type: "button", "data-close": "" }, "Close")))
    window.htmx?.process(dialog)
    dialog.showModal()
  } catch {
    location.href = control.href
  }
})

page.addEventListener("htmx:confirm", event => {
  event.preventDefault()
  const dialog = dialogNamed("confirm", "Please confirm")
  const yes = make("button", { type: "button", value: "yes", class: "button--primary" }, "Go on")
  const no = make("button", { type: "button", autofocus: "" }, "Cancel")
  let isAnswered = false
  const finish = answer => {
    if (isAnswered) return
    isAnswered = true
    dialog.close()
    answer ? event.detail.issueRequest() : event.detail.dropRequest()
  }
  yes.onclick = () => finish(true)
  no.onclick = () => finish(false)
  dialog.onclose = () => finish(false)
  dialog.replaceChildren(make("p", {}, event.detail.ctx.confirm), make("p", { class: "actions" }, yes, no))
  dialog.showModal()
})

/* Menus close when attention goes elsewhere. */
const closeMenus = but => page.querySelectorAll("details.menu[open]").forEach(menu => {
  if (!menu.contains(but)) menu.open = false
})
page.addEventListener("click", event => closeMenus(event.target))
page.addEventListener("focusin", event => {
  closeMenus(event.target)
  if (!event.target.closest(".toasts")) from = event.target
})
page.addEventListener("keydown", event => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]")
  if (menu) { menu.open = false; menu.querySelector("summary").focus() }
})

/* A status that is there when the page opens is not read by itself. */
page.documentElement.classList.add("js")
const flash = page.querySelector(".flash[role=status] > p")
if (flash) setTimeout(() => say(flash.textContent), 300)
