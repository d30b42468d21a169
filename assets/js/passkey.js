/* Passkeys: asks the server what to ask the browser, asks the browser, and sends its answer with the page's form.

   Contract:
   data-passkey    on a submit button: "use" or "new"
   data-question   on the same button: the address that says what to ask
   data-offer      on the same button: passkeys may be offered in the page's own fields, too (autocomplete="webauthn")
   The form then carries the browser's answer as `passkey` and the token of the question as `passkey_token`. */
import { make, page, say } from "./page.js"

/* A question is good for ten minutes; what is offered in the fields is asked anew before. */
const OFFER_MS = 8 * 60 * 1000

/* What may be told as it is. */
class Told extends Error {}

const WORDS = {
  new: "No passkey was made: it was cancelled, it took too long, or this device cannot check that it is you. " +
    "Nothing has changed. Try again, or use another device or security key.",
  use: "No passkey was used: it was cancelled, it took too long, or this device has none of yours. Try again, or use " +
    "another way.",
  InvalidStateError: "This device has a passkey for your account already. Use that one, or choose another device or " +
    "security key.",
  ConstraintError: "This device cannot check that it is you. Set up its PIN, fingerprint or face recognition, or use " +
    "another device.",
  NotSupportedError: "This device makes no passkeys of the kind that Muster needs. Use another device or security key.",
  SecurityError: "Passkeys work only at this Muster's own address. Open it there and try again.",
  TypeError: "No answer from the server. Try again in a moment.",
}

function wordsOf(fault, kind) {
  if (fault instanceof Told) return fault.message
  if (fault.name === "NotAllowedError") return WORDS[kind]
  return WORDS[fault.name] ?? "The browser could not do that. Try again, or use another browser or another way."
}

page.addEventListener("submit", event => {
  const button = event.submitter
  if (!button?.matches("[data-passkey]")) return
  event.preventDefault()
  if (button.form.getAttribute("aria-busy") !== "true") use(button)
})

async function use(button) {
  const { form, dataset } = button
  form.setAttribute("aria-busy", "true")
  tell(button, "")
  offered?.abort()
  try {
    if (!window.PublicKeyCredential) throw new Told("This browser has no passkeys. Use another one, or another way.")
    const question = await ask(button)
    if (!question) return
    say("Your browser asks for your passkey.")
    const call = dataset.passkey === "new" ? "create" : "get"
    send(button, question, await navigator.credentials[call]({ publicKey: opened(question) }))
  } catch (fault) {
    tell(button, wordsOf(fault, dataset.passkey))
    offer()
  } finally {
    form.removeAttribute("aria-busy")
  }
}

/* The question, or nothing where the server wants something else first: its page is on the way then. */
async function ask({ form, dataset }) {
  const value = name => form.elements.namedItem(name)?.value ?? ""
  const body = new URLSearchParams({ csrf: value("csrf"), name: value("name"), passkey: "asked" })
  const headers = { "HX-Request": "true", Accept: "application/json" }
  const reply = await fetch(dataset.question, { method: "POST", body, headers })
  const elsewhere = reply.headers.get("HX-Redirect")
  if (elsewhere) return void location.assign(elsewhere)
  if (reply.status === 429) throw new Told("Too many tries from here. Wait a minute, then try again.")
  const told = await reply.json().catch(() => ({}))
  if (!reply.ok) throw new Told(told.problem ?? "The server could not ask for a passkey. Load this page again.")
  return told
}

function send(button, question, credential) {
  const { form } = button
  const told = { passkey: written(credential), passkey_token: question.token }
  for (const [name, value] of Object.entries(told)) {
    form.elements.namedItem(name)?.remove()
    form.append(make("input", { type: "hidden", name, value }))
  }
  if (button.hasAttribute("formaction")) form.action = button.formAction
  form.submit()
}

/* JSON holds no bytes: they come and go as letters. */
const bytes = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), it => it.charCodeAt(0))
const letters = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")

function opened({ options: { publicKey } }) {
  const open = it => { it.id = bytes(it.id) }
  publicKey.challenge = bytes(publicKey.challenge)
  if (publicKey.user) open(publicKey.user)
  publicKey.allowCredentials?.forEach(open)
  publicKey.excludeCredentials?.forEach(open)
  return publicKey
}

function written({ id, rawId, type, response }) {
  const told = {}
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (part in response) told[part] = response[part] && letters(response[part])
  }
  return JSON.stringify({ id, rawId: letters(rawId), type, response: told })
}

/* What went wrong stays above the button until the next try. */
function tell(button, words) {
  button.form.querySelector(".passkey-words")?.remove()
  if (!words) return
  button.closest(".actions").before(make("div", { class: "note note--bad passkey-words" }, make("p", {}, words)))
  say(words, true)
}

/* The browser offers passkeys where the address is typed. Nobody asked for it, so nobody is told if it cannot. */
let offered = null
async function offer() {
  const button = page.querySelector("[data-offer]")
  if (!button || page.hidden || (offered && !offered.signal.aborted)) return
  const mine = offered = new AbortController()
  if (!await window.PublicKeyCredential?.isConditionalMediationAvailable?.()) return
  const again = setTimeout(() => { mine.abort(); offer() }, OFFER_MS)
  try {
    const question = await ask(button)
    if (!question || mine.signal.aborted) return
    const options = { publicKey: opened(question), mediation: "conditional", signal: mine.signal }
    send(button, question, await navigator.credentials.get(options))
  } catch {
    mine.abort()
  } finally {
    clearTimeout(again)
  }
}
page.addEventListener("visibilitychange", offer)
page.addEventListener("htmx:after:swap", offer)
offer()
