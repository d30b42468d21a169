import { mailed } from './letters'
import { expect, LEAD, level2, rescue, test, type Muster } from './support'
import type { Browser, Page } from '@playwright/test'

const STOLEN = 'seven loud copper kettles'
const NEW = 'eleven quiet milling machines'
const WRITER = 'morgan@contoso.example'
const WORDS = 'nine patient drill presses'

test.use({ own: 'sessions' })

async function signIn(page: Page, muster: Muster, email = LEAD) {
  await page.goto(rescue(muster, email))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).toHaveURL(/\/o\/contoso/)
}

/** Somebody else's browser in which the same person is signed in. */
async function elsewhere(browser: Browser, muster: Muster, email = LEAD): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await signIn(page, muster, email)
  return page
}

test('Somebody sees their sessions, ends one of them, then all @walk', async ({ page, browser, muster }) => {
  await signIn(page, muster)
  const other = await elsewhere(browser, muster)

  await page.goto(`${muster.address}/account/security`)
  await page.getByRole('link', { name: 'See and end your sessions' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sessions and devices')
  const rows = page.getByRole('region', { name: 'List of your sessions' }).getByRole('row').filter({ hasText: 'Chrome on Linux' })
  await expect(rows).toHaveCount(2)
  await page.getByRole('button', { name: /^End this/ }).click()
  await expect(page.getByText('Chrome on Linux is signed out.').first()).toBeVisible()
  await other.reload()
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Sign in')

  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(page.getByText('You are signed out everywhere.').first()).toBeVisible()
  await other.context().close()
})

test('A letter tells of a new browser, and its link shuts the account @walk', async ({ page, browser, muster }) => {
  await signIn(page, muster)
  await page.goto(`${muster.address}/settings/password`)
  await page.getByLabel('New password').fill(STOLEN)
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.locator('.flash')).toBeVisible()
  const mail = await (await browser.newContext()).newPage()

  await mail.goto(await mailed(mail, muster, LEAD, '/not-me/'))
  await expect(mail.locator('main')).toContainText('Chrome on Linux')
  await mail.getByRole('button', { name: 'This was not me' }).click()
  await expect(mail.getByText('Everybody is signed out of your account')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in')

  const choose = await mailed(mail, muster, LEAD, '/reset/')
  await mail.goto(choose)
  await mail.getByLabel('New password').fill(NEW)
  await mail.getByRole('button', { name: 'Set the password' }).click()
  await expect(mail.locator('.flash')).toContainText('Sign in with it.')
  await mail.getByLabel('Email').fill(LEAD)
  await mail.getByLabel('Password').fill(NEW)
  await mail.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(mail).toHaveURL(/\/o\/contoso/)
  await mail.context().close()
})

test('The page warns before the session ends, and one stays @js', async ({ page, muster }) => {
  await signIn(page, muster)
  await page.clock.install()
  await page.goto(`${muster.address}/help`)
  const warning = page.getByText('You will be signed out in less than two minutes')
  await page.clock.fastForward('27:30')
  await expect(warning).toHaveCount(0)

  await page.clock.fastForward('00:40')
  await expect(warning.first()).toBeVisible()
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await expect(page.getByRole('button', { name: 'Stay signed in' })).toHaveCount(0)
  await page.clock.fastForward('30:10')
  await expect(page.getByRole('link', { name: 'Sign in again' })).toBeVisible()
})

test('Without a script the foot of the page says when it ends', async ({ page, muster, javaScriptEnabled }) => {
  await signIn(page, muster)
  const line = page.getByText('Without another page you are signed out on')
  await expect(line).toBeVisible({ visible: !javaScriptEnabled })
})

test('Whoever writes when the session ends goes on writing, and saving keeps it', async ({ page, browser, muster, javaScriptEnabled }) => {
  await signIn(page, muster, WRITER)
  await page.goto(`${muster.address}/settings/password`)
  await page.getByLabel('New password').fill(WORDS)
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.locator('.flash')).toBeVisible()
  const at = `${await level2(page, muster)}/work/3.13.6/a`
  await page.goto(at)
  const finding = page.getByRole('textbox', { name: 'Finding' })
  await finding.fill('The rule at the end')
  if (javaScriptEnabled) await expect(page.locator('#draft-note')).toContainText('Draft of')
  const other = await elsewhere(browser, muster, WRITER)
  await other.goto(`${muster.address}/account/security/sessions`)
  await other.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(other.getByText('You are signed out everywhere.').first()).toBeVisible()

  await finding.press('End')
  await page.keyboard.type(' refuses')
  if (javaScriptEnabled) await expect(page.locator('#draft-note')).toContainText('Your session has ended')
  await expect(finding).toBeFocused()
  await page.keyboard.type(' whatever is not allowed.')
  await expect(page).toHaveURL(at)
  await page.getByRole('button', { name: 'Save', exact: true }).click()

  await expect(page).toHaveURL(/\/signin\?kept=/)
  await page.getByLabel('Email').fill(WRITER)
  await page.getByLabel('Password').fill(WORDS)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(finding).toHaveValue('The rule at the end refuses whatever is not allowed.')
  await expect(page).toHaveURL(/\/work\/3\.13\.6\/a\?kept=/)
  const note = page.getByRole('alert').filter({ hasText: 'Your session had ended' })
  await expect(note).toBeFocused()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(note).toHaveCount(0)
  await page.goto(at)
  await expect(finding).toHaveValue('The rule at the end refuses whatever is not allowed.')
  await other.context().close()
})
