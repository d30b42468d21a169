import { comeIn, expect, type Muster } from './support'
import { passkey, submitted } from './furnish'
import { mailed } from './letters'
import type { BrowserContext, Page } from '@playwright/test'

/** A page's name, its address, and what it answers where that is not 200. */
export type Place = [name: string, address: string, status?: number]

/** Goes there, and to no page that asks first who somebody is. */
export async function visit(page: Page, muster: Muster, [name, address, status = 200]: Place) {
  muster.confirmedAt(new Date())
  const answer = await page.goto(address)
  expect(answer!.status(), name).toBe(status)
  expect(page.url(), name).toBe(address)
}

const LEE = 'lee@contoso.example'

/** The pages of somebody who leads, by name; the rest of an address is found on the pages themselves. */
export async function mainPages(page: Page, muster: Muster): Promise<Place[]> {
  const org = `${muster.address}/o/contoso`
  const at = await assessment(page, muster)
  const completed = (await assessment(page, muster, 'Level 1')).split('/').pop()
  await page.goto(`${org}/evidence`)
  const evidence = await hrefOf(page, '#results tbody th a')
  await page.goto(`${org}/tasks`)
  const task = await hrefOf(page, '#results tbody a')
  return [
    ['overview', at], ['requirements', `${at}/requirements`], ['requirement', `${at}/requirements/3.1.1`],
    ['workbench', `${at}/work/3.1.1/a`], ['choosing evidence', `${at}/work/3.1.1/a/evidence`],
    ['reviews', `${at}/reviews`], ['review of a requirement', `${at}/reviews/3.1.1`],
    ['review days', `${at}/review-days`], ['reviews on record', `${at}/reviews/3.1.1/record`],
    ['dashboard', `${at}/dashboard`], ['export', `${at}/exports`], ['import', `${at}/imports`],
    ['what if', `${at}/plans`],
    ['score sheet', `${at}/score`], ['assessments', `${org}/assessments`],
    ['start an assessment', `${org}/assessments/new`], ['evidence', `${org}/evidence`],
    ['evidence item', muster.address + evidence], ['add evidence', `${org}/evidence/new`],
    ['tasks', `${org}/tasks`], ['task', muster.address + task], ['my work', `${org}/tasks/mine`],
    ['give a task', `${org}/tasks/new`],
    ['calendar', `${org}/calendar`], ['calendar, list', `${org}/calendar/list`], ['calendar link', `${org}/calendar/feed`],
    ['reminders', `${org}/notices`], ['how one is reminded', `${org}/notices/settings`],
    ['rules of reminders', `${org}/settings/reminders`], ['what would be sent', `${org}/notices/preview`],
    ['forecast', `${org}/evidence/forecast`], ['days of validity', `${org}/settings/evidence`],
    ['refer to evidence', `${org}/evidence/reference`],
    ['frozen evidence', `${org}/evidence/frozen/${completed}`],
    ['requests', `${org}/requests`], ['ask for evidence', `${org}/requests/new`],
    ['catalogue', `${org}/catalogue`], ['catalogue, Level 2', `${org}/catalogue/level-2`], ['trail', `${org}/trail`],
    ['verified trail', `${org}/trail/verify`],
    ['organisation settings', `${org}/settings`], ['sign-in rules', `${org}/settings/sign-in`],
    ['features', `${org}/settings/features`], ['mail texts', `${org}/settings/letters`],
    ['mail text', `${org}/settings/letters/invitation`],
    ['providers', `${org}/settings/providers`], ['new provider', `${org}/settings/providers/new`],
    ['keyboard', `${muster.address}/help/keys`], ['help', `${muster.address}/help`],
    ...await planPages(page, at), ...await peoplePages(page, org),
  ]
}

/** The POA&M and its neighbours. */
async function planPages(page: Page, at: string): Promise<Place[]> {
  await page.goto(`${at}/poams?requirement=3.6.3`)
  const { origin } = new URL(at)
  const item = origin + await hrefOf(page, '#results tbody th a')
  await page.goto(item)
  const milestone = origin + await hrefOf(page, 'ol.steps a[href*="/milestones/"]')
  const [broken, special] = [`${at}/requirements/3.1.1`, `${at}/requirements/3.4.2`]
  return [
    ['POA&M', `${at}/poams`], ['POA&M, add', `${at}/poams/new`], ['POA&M, item', item],
    ['POA&M, change', `${item}/edit`], ['POA&M, milestone', milestone], ['POA&M, evidence', `${item}/evidence`],
    ['POA&M, submit', `${item}/submit`], ['POA&M, withdraw', `${item}/withdraw`],
    ['operational plans', `${at}/deficiencies`], ['operational plan', `${broken}/deficiency`],
    ['operational plan, review', `${broken}/deficiency/reviews`], ['end of a claim', `${broken}/claim`],
    ['exceptions', `${at}/exceptions`], ['exception', `${special}/exception`],
    ['requirement with an exception', special],
  ]
}

async function peoplePages(page: Page, org: string): Promise<Place[]> {
  await page.goto(`${org}/people`)
  const person = new URL(org).origin + await hrefOf(page, '#main td a', 'Sam Novak')
  return [
    ['people', `${org}/people`], ['rights', `${org}/people/rights`], ['locked accounts', `${org}/people/locked`],
    ['person', person], ["somebody's sessions", `${person}/sessions`], ['helping somebody in', `${person}/rescue`],
    ['letters not sent', `${org}/letters`],
  ]
}

/** Lee's sessions, by the address of the Muster: whoever has a passkey does not come in by a link alone again. */
const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>()

/** The pages of Lee's own account; Lee is signed in on that page first. */
export async function ownPages(lee: Page, muster: Muster): Promise<Place[]> {
  const session = sessions.get(muster.address)
  if (session) await lee.context().addCookies(session.cookies)
  else await comeIn(lee, muster, LEE)
  const settings = `${muster.address}/settings`
  const security = `${muster.address}/account/security`
  const key = await passkey(lee, muster)
  sessions.set(muster.address, await lee.context().storageState())
  return [
    ['settings', settings], ['keys', `${settings}/keyboard`], ['password', `${settings}/password`],
    ['address', `${settings}/address`], ['a passkey', key], ['security', security],
    ['sessions', `${security}/sessions`], ['new passkey', `${security}/passkeys/new`],
    ['authenticator app', `${security}/totp`], ['confirm', `${muster.address}/signin/confirm`],
  ]
}

/** The pages about the closure that Lee, who came in, submits and somebody else validates. */
export async function closingPages(page: Page, lee: Page, muster: Muster): Promise<Place[]> {
  const item = await submitted(lee, await assessment(page, muster))
  return [['POA&M, submitted', item], ['POA&M, closure', `${item}/close`]]
}

/** The pages in front of the door. */
export async function doorPages(page: Page, muster: Muster): Promise<Place[]> {
  const { address } = muster
  await ask(page, `${address}/signin/forgot`, 'alex@contoso.example')
  await ask(page, `${address}/signin/register`, 'rosa@northwind.example')
  return [
    ['sign-in', `${address}/signin`], ['forgot', `${address}/signin/forgot`],
    ['register', `${address}/signin/register`],
    ['reset', await mailed(page, muster, 'alex@contoso.example', '/reset/')],
    ['begin', await mailed(page, muster, 'rosa@northwind.example', '/register/')],
    ['letters', `${address}/dev/mail`], ['reset, over', `${address}/reset/${'x'.repeat(43)}`, 404],
    ['invitation, over', `${address}/join/${'x'.repeat(43)}`, 404],
    ['address, over', `${address}/address/${'x'.repeat(43)}/stop`, 404],
    ['upload link, over', `${address}/give/${'x'.repeat(43)}`, 404],
    ['not me, over', `${address}/not-me/${'x'.repeat(43)}`, 404], ['status', `${address}/status`],
  ]
}

async function ask(page: Page, form: string, email: string) {
  await page.goto(form)
  await page.getByLabel('Email').fill(email)
  await page.getByRole('button', { name: 'Send a link' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look into your mail')
}

export async function assessment(page: Page, muster: Muster, level = 'Level 2'): Promise<string> {
  await page.goto(`${muster.address}/o/contoso/assessments`)
  return muster.address + await hrefOf(page, '#main td a', level)
}

async function hrefOf(page: Page, selector: string, text = ''): Promise<string> {
  return (await page.locator(selector).filter({ hasText: text }).first().getAttribute('href'))!
}
