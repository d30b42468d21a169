/* What the other modules share: the page's voices, and small parts made by script, because a text browser would
   print them if they stood in the HTML.

   Contract: #live (said when there is a pause), #urgent (said at once), #toasts (seen) and #alerts (refusals of
   the server, seen) stand empty in every layout.
   build.rs puts this file first and the others in blocks after it; they import from nowhere else. */

export const page = document

/* Makes an element: make("p", {class: "hint"}, "text", child). */
export function make(tag, attributes, ...children) {
  const element = page.createElement(tag)
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value)
  element.append(...children)
  return element
}

/* Says it to those who hear the page. Emptied first, so that the same words twice are said twice. */
export function say(text, urgent = false) {
  const voice = page.getElementById(urgent ? "urgent" : "live")
  if (!voice) return
  voice.textContent = ""
  setTimeout(() => { voice.textContent = text }, 60)
}

/* Shows and says it. Stays until dismissed: nobody has to read against a clock. */
export function toast(kind, text) {
  const box = make("div", { class: `note note--${kind} toast` }, make("p", {}, text))
  page.getElementById("alerts")?.replaceChildren()
  page.getElementById("toasts")?.replaceChildren(box)
  addDismiss(box)
  say(text, kind === "bad")
}

export function addDismiss(box) {
  if (box.querySelector("[data-dismiss]")) return
  box.append(make("button", { type: "button", class: "button--quiet", "data-dismiss": "" }, "Dismiss"))
}

const WRITING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file]), " +
  "textarea, select, [contenteditable]"

/* True where a letter is text and not a command. */
export function isWriting(target) {
  return target instanceof Element && target.matches(WRITING)
}

export function keysAreOff() {
  return page.documentElement.dataset.keys === "off"
}

/* The person's keys by action, as the server wrote them on <html>: "help=? search=/". */
const KEYS = new Map((page.documentElement.dataset.keymap ?? "").split(" ").map(pair => {
  const at = pair.indexOf("=")
  return [pair.slice(0, at), pair.slice(at + 1)]
}))

/* The key of an action, or nothing. */
export function keyOf(action) {
  return KEYS.get(action)
}

/* Does what a click does; a field of text gets the focus. What opens a dialog does not: closing it leads back. */
export function press(control) {
  if (control.getAttribute("aria-disabled") === "true") return
  if (!control.matches("[data-dialog], [data-palette]")) control.focus()
  if (!isWriting(control)) control.click()
}

/* The one dialog of the page, made when it is first wanted. */
export function dialogNamed(id, label, className = "") {
  let dialog = page.getElementById(id)
  if (dialog) return dialog
  dialog = make("dialog", { id, "aria-label": label, class: className, closedby: "any" })
  dialog.addEventListener("close", () => dialog.replaceChildren())
  page.body.append(dialog)
  return dialog
}

/* The part of a fetched page that matters: what stands in its main. */
export function mainOf(html) {
  const fetched = new DOMParser().parseFromString(html, "text/html")
  const main = fetched.getElementById("main") ?? fetched.body
  return { title: fetched.title, parts: [...main.childNodes].map(part => page.adoptNode(part)), fetched }
}
