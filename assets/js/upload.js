/* Shows how far an upload has come. The form works without it; this sends the same form.

   Contract:
   data-upload       on a multipart form
   data-max-bytes    on the same form: a file above it is named at once instead of after minutes
   data-choose-again  on the note that nothing was kept: the files that were not refused stay chosen
   data-file="2"     on what is said of a refused file: which of the chosen files of its form it is
   The server answers 204 with HX-Redirect when all went well, or a page whose main says what did not. */
import { mainOf, make, page, say, toast } from "./page.js"

const SAID_AT = [25, 50, 75]

page.addEventListener("submit", event => {
  const form = event.target
  if (!form.matches("[data-upload]") || event.defaultPrevented) return
  event.preventDefault()
  page.getElementById("too-large")?.remove()
  const heavy = tooLarge(form)
  if (heavy.length) return refuse(form, heavy)
  if (form.getAttribute("aria-busy") === "true") return
  send(form, event.submitter)
})

function tooLarge(form) {
  const most = Number(form.dataset.maxBytes ?? Infinity)
  const fields = [...form.querySelectorAll("input[type=file]")]
  return fields.flatMap(field => [...field.files]).filter(file => file.size > most)
}

/* Says so above the form as the server would, and stays until the form is sent again. */
function refuse(form, heavy) {
  const most = Math.floor(form.dataset.maxBytes / 1024 / 1024)
  const what = heavy.length > 1 ? "Files are too large" : "A file is too large"
  const lines = heavy.map(file => make("li", {}, make("strong", {}, file.name),
    `: larger than ${most} MB, the most that is taken here. Choose a smaller one, or leave it out.`))
  const note = make("div", { id: "too-large", class: "note note--bad summary", role: "alert", tabindex: "-1" },
    make("h2", {}, what), make("ul", {}, ...lines), make("p", {}, "Nothing was sent yet."))
  form.before(note)
  note.focus()
  page.title = `Error: ${page.title.replace(/^Error: /, "")}`
}

function send(form, button) {
  const bar = make("progress", { max: "100", value: "0", "aria-label": "Upload" })
  const words = make("span", { class: "hint" }, "Sending")
  const box = make("p", { class: "draft" }, bar, " ", words)
  const request = new XMLHttpRequest()
  const said = [...SAID_AT]
  const stop = () => { box.remove(); form.removeAttribute("aria-busy") }
  form.append(box)
  form.setAttribute("aria-busy", "true")
  request.upload.onprogress = event => {
    if (!event.lengthComputable) return
    bar.value = event.loaded / event.total * 100
    words.textContent = bar.value < 100 ? `${Math.floor(bar.value)} %` : "Checking the files"
    if (bar.value >= said[0]) say(`${said.shift()} % sent`)
  }
  const chosen = [...form.querySelectorAll("input[type=file]")].map(field => [field.name, [...field.files]])
  request.onload = () => { stop(); finish(request, chosen) }
  request.onerror = () => {
    stop()
    toast("bad", "The upload broke off and nothing was saved. Send it again.")
  }
  request.open("POST", form.action)
  request.setRequestHeader("HX-Request", "true")
  request.setRequestHeader("Accept", "text/html")
  request.send(new FormData(form, button))
}

function finish(request, chosen) {
  const next = request.getResponseHeader("HX-Redirect")
  if (next) return location.assign(next)
  if (request.status >= 500 || !request.responseText) {
    return toast("bad", "The server could not take the files. Nothing was saved. Send them again.")
  }
  const { title, parts } = mainOf(request.responseText)
  const main = page.getElementById("main")
  main.replaceChildren(...parts)
  chooseAgain(main, chosen)
  window.htmx?.process(main)
  page.title = title || page.title
  const first = main.querySelector("[autofocus]") ?? main
  first.focus()
}

/* A page cannot put files into its form again, a script can. A refused file is known by its place in the form: two
   may have one name, and the server shows names cleaned. */
function chooseAgain(main, chosen) {
  const note = main.querySelector("[data-choose-again]")
  if (!note) return
  const refused = [...main.querySelectorAll("[data-file]")].map(said => Number(said.dataset.file))
  let place = 0
  for (const [name, files] of chosen) {
    const kept = new DataTransfer()
    for (const file of files) if (!refused.includes(++place)) kept.items.add(file)
    const field = main.querySelector(`input[type=file][name="${name}"]`)
    if (!field || !kept.files.length) continue
    field.files = kept.files
    note.textContent = "Nothing was kept yet. What can be taken is still chosen: send it again."
  }
}
