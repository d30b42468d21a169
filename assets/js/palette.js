/* Ctrl+K: go anywhere by typing. The same search is a page, and this asks that page.

   Contract:
   data-palette   on a link to the search page: Ctrl+K, or a click, opens the palette over it
   data-results   in the answer to <address>?q=…: the element whose links are the results, best first */
import { dialogNamed, make, page, say } from "./page.js"

const WAIT_MS = 120

page.addEventListener("keydown", event => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k" || event.altKey ||
    event.shiftKey) return
  const link = page.querySelector("a[data-palette]")
  if (!link || page.querySelector("dialog[open]")) return
  event.preventDefault()
  open(link.href)
})
page.addEventListener("click", event => {
  const link = event.target.closest?.("a[data-palette]")
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  open(link.href)
})

function open(address) {
  const dialog = dialogNamed("palette", "Go to", "palette")
  const list = make("ul", { id: "palette-results", role: "listbox", "aria-label": "Results" })
  const field = make("input", {
    type: "search", name: "q", role: "combobox", "aria-label": "Go to", "aria-controls": list.id,
    "aria-expanded": "true", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false",
    placeholder: "3.1.1, a page, a person, evidence",
  })
  const form = make("form", { action: address, method: "get" }, field)
  let timer = 0
  let asked = null
  const ask = async () => {
    asked?.abort()
    asked = new AbortController()
    try {
      const url = `${address}?${new URLSearchParams({ q: field.value })}`
      const answer = await fetch(url, { headers: { Accept: "text/html" }, signal: asked.signal })
      if (answer.redirected && answer.url.includes("/signin")) return location.reload()
      const found = new DOMParser().parseFromString(await answer.text(), "text/html")
      fill(list, field, [...found.querySelectorAll("[data-results] a[href]")])
    } catch (error) {
      if (error.name !== "AbortError") say("No answer from the server", true)
    }
  }
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT_MS) })
  field.addEventListener("keydown", event => move(event, list, field))
  list.addEventListener("click", event => {
    const option = event.target.closest("[role=option]")
    if (option) location.assign(option.dataset.href)
  })
  dialog.replaceChildren(form, list)
  dialog.showModal()
  field.focus()
  ask()
}

function fill(list, field, links) {
  list.replaceChildren(...links.map((link, index) => make("li",
    { role: "option", id: `palette-${index}`, "data-href": link.getAttribute("href") },
      link.textContent.trim())))
  mark(list, field, 0)
  const count = links.length === 1 ? "1 result" : `${links.length} results`
  say(links.length ? count : "Nothing found")
}

function mark(list, field, at) {
  [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)))
  const current = list.children[at]
  if (!current) return field.removeAttribute("aria-activedescendant")
  field.setAttribute("aria-activedescendant", current.id)
  current.scrollIntoView({ block: "nearest" })
}

function move(event, list, field) {
  const at = [...list.children].findIndex(option => option.getAttribute("aria-selected") === "true")
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step && list.children.length) {
    event.preventDefault()
    mark(list, field, (at + step + list.children.length) % list.children.length)
  }
  /* By itself it would only empty a search field. */
  if (event.key === "Escape" && !event.isComposing) {
    event.preventDefault()
    field.closest("dialog").close()
  }
  if (event.key === "Enter" && at >= 0 && !event.isComposing) {
    event.preventDefault()
    location.assign(list.children[at].dataset.href)
  }
}
