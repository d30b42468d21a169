/* Shortcuts press controls that are on the page, so that rights, links without script and discovery come by
   themselves.

   Contract:
   data-keymap      on <html>: the key of each action, as this person has it
   data-key="met"   on a link, button, radio, checkbox or field: the key of that action presses it
   data-chord="go_trail"  on a link: the key of "go", then the key of that action, follows it
   data-search      on a field: the key of "search" goes there
   data-submit      on a form: Ctrl+Enter submits it when the focus is in no form
   data-keys="off"  on <html>: only Ctrl+K and Ctrl+Enter remain
   Never while somebody writes, a dialog is open, or another modifier is down. Ctrl+Enter submits once however long
   it is held, and with a dialog open only a form in it. */
import { isWriting, keyOf, keysAreOff, make, page, press } from "./page.js"

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
  if (event.key === keyOf("go") && !control && page.querySelector("[data-chord]")) {
    event.preventDefault()
    return openChord()
  }
  if (!control || event.repeat) return
  event.preventDefault()
  press(control)
})

function controlFor(key) {
  if (key === keyOf("search")) return page.querySelector("[data-search]") ?? page.querySelector("[data-palette]")
  const controls = [...page.querySelectorAll("[data-key]")]
  return controls.find(control => keyOf(control.dataset.key) === key && control.checkVisibility())
}

function submitFrom(event) {
  const form = event.target.form ?? event.target.closest?.("form") ?? page.querySelector("form[data-submit]")
  if (!form) return
  event.preventDefault()
  if (event.repeat || (page.querySelector("dialog[open]") && !form.closest("dialog"))) return
  const buttons = "button:not([type=button]), [type=submit]"
  form.requestSubmit([...form.elements].find(control => control.matches(buttons)))
}

/* Shows the second letters, because nobody remembers them all. */
function openChord() {
  const items = chords().map(link =>
    make("li", {}, make("kbd", {}, keyOf(link.dataset.chord)), ` ${link.textContent.trim()}`))
  const hint = make("div", { class: "chord", role: "status" }, make("ul", {}, ...items))
  page.body.append(hint)
  chord = { hint, timer: setTimeout(closeChord, CHORD_MS, "") }
}

function closeChord(key) {
  clearTimeout(chord.timer)
  chord.hint.remove()
  chord = null
  return key && chords().find(link => keyOf(link.dataset.chord) === key)
}

function chords() {
  return [...page.querySelectorAll("[data-chord]")].filter(link => keyOf(link.dataset.chord))
}

/* Tells assistive technology which keys there are. */
function announceKeys() {
  if (keysAreOff()) return
  for (const control of page.querySelectorAll("[data-key]:not([aria-keyshortcuts])")) {
    const key = keyOf(control.dataset.key)
    if (key) control.setAttribute("aria-keyshortcuts", key)
  }
}
announceKeys()
page.addEventListener("htmx:after:swap", announceKeys)
