/* Warns two minutes before the session ends, and offers to stay. Without it the foot of the page says when that is.

   Contract: #session-end carries data-idle-left (seconds until the session ends unused), data-idle (seconds that
   each use adds) and data-left (seconds until it ends in any case), all from when the page was made.
   Other windows of the same browser tell each other when the session was used. */
import { make, page, say } from "./page.js"

const WARN_S = 120
/* The server notes a use once in a minute, so the last one may count from a minute before. */
const UNSURE_S = 60
const line = page.getElementById("session-end")
const others = "BroadcastChannel" in window ? new BroadcastChannel("session") : null

if (line) {
  const seconds = name => Number(line.dataset[name])
  const end = Date.now() + seconds("left") * 1000
  let idleEnd = Date.now() + seconds("idleLeft") * 1000
  let box = null
  let gone = null
  line.hidden = true

  const close = () => { box?.remove(); box = gone = null }
  const used = unsure => {
    idleEnd = Math.max(idleEnd, Date.now() + (seconds("idle") - unsure) * 1000)
    if (box?.dataset.kind === "idle") close()
  }
  const tellOthers = () => others?.postMessage(idleEnd)

  async function stay() {
    const csrf = page.querySelector("input[name=csrf]")?.value ?? ""
    try {
      const answer = await fetch("/account/stay", {
        method: "POST", body: new URLSearchParams({ csrf }), headers: { "HX-Request": "true" },
      })
      if (!answer.ok) return show("over")
      used(0)
      tellOthers()
      say("You stay signed in.")
    } catch {
      say("No answer from the server. Try again in a moment.", true)
    }
  }

  const WORDS = {
    idle: "You will be signed out in less than two minutes, because nothing was used here for a while.",
    end: "Your session ends in less than two minutes. Save what you are writing; then sign in again.",
    over: "Your session has ended. Sign in again; what you send then is kept.",
    writing: "Your session has ended. Go on writing: when you save, you are asked to sign in, and it is kept.",
  }

  function show(kind) {
    if (kind === gone || (box?.isConnected && box.dataset.kind === kind)) return
    close()
    const here = encodeURIComponent(location.pathname + location.search)
    const button = make("button", { type: "button", class: "button--primary" }, "Stay signed in")
    button.onclick = stay
    const link = make("a", { class: "button", href: `/signin?next=${here}` }, "Sign in again")
    /* Leaving by the link would leave behind what is not saved. */
    const isWriting = kind === "over" && page.querySelector("form[data-dirty]")
    const controls = { idle: [button], end: [], over: isWriting ? [] : [link] }
    const text = WORDS[isWriting ? "writing" : kind]
    const words = make("p", {}, text)
    box = make("div", { class: "note note--warn toast", "data-kind": kind }, words, ...controls[kind])
    box.onclick = event => { if (event.target.matches("[data-dismiss]")) gone = kind }
    page.getElementById("toasts")?.append(box)
    say(text, true)
  }

  function look() {
    const now = Date.now()
    const left = Math.min(idleEnd, end) - now
    if (left <= 0) show("over")
    else if (left <= WARN_S * 1000) show(end <= idleEnd ? "end" : "idle")
    else if (box) close()
  }

  others?.addEventListener("message", event => {
    idleEnd = Math.max(idleEnd, Number(event.data) || 0)
    look()
  })
  page.addEventListener("htmx:after:request", event => {
    if (event.detail.ctx.response?.status < 400) { used(UNSURE_S); tellOthers() }
  })
  page.addEventListener("visibilitychange", look)
  tellOthers()
  setInterval(look, 5000)
} else if (page.getElementById("signin-form")) {
  /* What drafts.js put aside is the session's. A page that tells of a fault has no end of a session either. */
  try { sessionStorage.removeItem("typed") } catch { /* Then nothing was put there. */ }
}
