/* Moving in lists: a table is one tab stop and the controls of its current row.

   Contract:
   data-rows          on a table: the keys of "next" and "previous" (arrows, Home, End inside it) move between the
                      rows' first links; those of "open", "pick" and "pick_to_here" open the row, tick it, and tick
                      from the last ticked row to here
   data-roving        on a list of links: left and right move between them
   data-select="all"  on a link: ticks every row here instead of loading the page it names */
import { isWriting, keyOf, keysAreOff, page, say } from "./page.js"

const STEP = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }
const STEP_FROM_ANYWHERE = { [keyOf("next")]: 1, [keyOf("previous")]: -1 }
const CONTROLS = "a[href], button, input, select, textarea, summary"
let ticked = null

const rowsOf = table =>
  [...table.tBodies].flatMap(body => [...body.rows]).filter(row => row.querySelector(CONTROLS))

/* Only the current row can be reached by Tab, so that the way to the pager is short. */
function makeCurrent(table, current) {
  for (const row of rowsOf(table)) {
    for (const control of row.querySelectorAll(CONTROLS)) {
      row === current ? control.removeAttribute("tabindex") : control.setAttribute("tabindex", "-1")
    }
  }
}

function prepare() {
  if (keysAreOff()) return
  for (const table of page.querySelectorAll("table[data-rows]")) {
    const rows = rowsOf(table)
    makeCurrent(table, rows.find(row => row.contains(page.activeElement)) ?? rows[0])
  }
}

function tick(row, on) {
  const box = row?.querySelector("input[type=checkbox]")
  if (!box) return
  box.checked = on ?? !box.checked
  box.dispatchEvent(new Event("change", { bubbles: true }))
}

page.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || keysAreOff()) return
  if (isWriting(event.target) || page.querySelector("dialog[open]")) return
  if (moveInList(event)) return
  const table = event.target.closest?.("table[data-rows]") ?? page.querySelector("table[data-rows]")
  if (!table) return
  const rows = rowsOf(table)
  const at = rows.findIndex(row => row.contains(page.activeElement))
  const step = STEP_FROM_ANYWHERE[event.key] ?? (at >= 0 ? STEP[event.key] : undefined)
  if (step) {
    event.preventDefault()
    const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))]
    if (!next) return
    makeCurrent(table, next)
    return (next.querySelector("a[href]") ?? next.querySelector(CONTROLS)).focus()
  }
  if (at < 0) return
  if (event.key === keyOf("open")) rows[at].querySelector("a[href]")?.click()
  if (event.key === keyOf("pick")) { tick(rows[at]); ticked = rows[at] }
  if (event.key === keyOf("pick_to_here")) {
    const from = Math.max(0, rows.indexOf(ticked))
    rows.slice(Math.min(from, at), Math.max(from, at) + 1).forEach(row => tick(row, true))
  }
})

function moveInList(event) {
  const list = event.target.closest?.("[data-roving]")
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (!list || !step) return false
  const links = [...list.querySelectorAll("a")]
  event.preventDefault()
  links[links.indexOf(event.target) + step]?.focus()
  return true
}

page.addEventListener("focusin", event => {
  const row = event.target.closest?.("table[data-rows] tbody tr")
  if (row && !keysAreOff()) makeCurrent(row.closest("table"), row)
})

page.addEventListener("click", event => {
  const link = event.target.closest?.("a[data-select=all]")
  const table = link && page.querySelector("table[data-rows]")
  if (!table || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  const rows = rowsOf(table)
  rows.forEach(row => tick(row, true))
  say(`${rows.length} selected`)
})

prepare()
page.addEventListener("htmx:after:swap", prepare)
