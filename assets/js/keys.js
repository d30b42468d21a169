/* Shortcuts press controls that are on the page, so that rights, links without script and discovery come by
   themselves.

   Contract:
   data-key="m"     on a link, button, radio, checkbox or field: the key m presses it
   data-chord="r"   on a link: g, then r, follows it
   data-search      on a field: / goes there
   data-submit      on a form: Ctrl+Enter submits it when the focus is in no form
   data-keys="off"  on <html>: only Ctrl+K and Ctrl+Enter remain
   Never while somebody writes, a dialog is open, or another modifier is down. */
import { isWriting, keysAreOff, make, page, press } from "./page.js"

const CHORD_MS = 1500
let chord = null

page.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "Enter") submitFrom(event)
    return
  }
  if (event.key === "Escape" && isWriting(event.target)) return event.target.blur()
  if (keysAreOff() || isWriting(event.target) || page.querySelector("dialog[open]")) return
  const control = chord ? closeChord(event.key) : controlFor(event.key)
  if (event.key === "g" && !control && page.querySelector("[data-chord]")) {
    event.preventDefault()
    return openChord()
  }
  if (!control || event.repeat) return
  event.preventDefault()
  press(control)
})

function controlFor(key) {
  if (key === "/") return page.querySelector("[data-search]") ?? page.querySelector("[data-palette]")
  const controls = [...page.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)]
  return controls.find(control => control.checkVisibility())
}

function submitFrom(event) {
  const form = event.target.form ?? event.target.closest?.("form") ?? page.querySelector("form[data-submit]")
  if (!form) return
  event.preventDefault()
  const buttons = "button:not([type=button]), [type=submit]"
  form.requestSubmit([...form.elements].find(control => control.matches(buttons)))
}

/* Shows the second letters, because nobody remembers them all. */
function openChord() {
  const items = [...page.querySelectorAll("[data-chord]")].map(link =>
    make("li", {}, make("kbd", {}, link.dataset.chord), ` ${link.textContent.trim()}`))
  const hint = make("div", { class: "chord", role: "status" }, make("ul", {}, ...items))
  page.body.append(hint)
  chord = { hint, timer: setTimeout(closeChord, CHORD_MS, "") }
}

function closeChord(key) {
  clearTimeout(chord.timer)
  chord.hint.remove()
  chord = null
  return key && page.querySelector(`[data-chord="${CSS.escape(key)}"]`)
}

/* Tells assistive technology which keys there are. */
function announceKeys() {
  if (keysAreOff()) return
  for (const control of page.querySelectorAll("[data-key]:not([aria-keyshortcuts])")) {
    control.setAttribute("aria-keyshortcuts", control.dataset.key)
  }
}
announceKeys()
page.addEventListener("htmx:after:swap", announceKeys)
