/* Lets people see the password that they are typing. The button is made here, because without a script it could do
   nothing. When the form is sent the field hides again, so that browsers do not remember it as plain text.

   Contract: every input[type=password] gets such a button behind it. */
import { make, page } from "./page.js"

const SHOW = "Show what you typed"
const HIDE = "Hide what you typed"

function reveal(field) {
  if (field.dataset.reveals) return
  field.dataset.reveals = "yes"
  const button = make("button", { type: "button", class: "button--quiet", "aria-controls": field.id }, "Show")
  const turn = isShown => {
    field.type = isShown ? "text" : "password"
    button.textContent = isShown ? "Hide" : "Show"
    button.setAttribute("aria-label", isShown ? HIDE : SHOW)
  }
  turn(false)
  button.onclick = () => { turn(field.type === "password"); field.focus() }
  field.form?.addEventListener("submit", () => turn(false))
  for (const [name, value] of [["spellcheck", "false"], ["autocapitalize", "off"], ["autocorrect", "off"]]) {
    field.setAttribute(name, value)
  }
  field.after(" ", button)
}

const all = () => page.querySelectorAll("input[type=password]").forEach(reveal)
all()
page.addEventListener("htmx:after:swap", all)
