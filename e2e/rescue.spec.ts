import { LEAD, another, comeIn, expect, test, type Muster } from './support'
import { letterTo } from './letters'
import { setUpApp } from './totp'
import type { Page } from '@playwright/test'

const PERSON = 'priya@contoso.example'
const OTHER = 'lee@contoso.example'
const PASSWORD = 'eleven quiet milling machines'

test.use({ own: 'rescue' })

const heading = (page: Page) => page.getByRole('heading', { level: 1 })

async function person(page: Page, muster: Muster, name: string) {
  await page.goto(`${muster.address}/o/contoso/people`)
  await page.getByRole('link', { name }).click()
}

async function confirm(page: Page) {
  await expect(heading(page)).toHaveText('Confirm that it is you')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Confirm' }).click()
}

test('An administrator removes lost second steps, and two of them let somebody in @walk', async ({
  page, browser, muster, javaScriptEnabled,
}) => {
  test.setTimeout(120_000)
  const [lee, priya] = [await another(browser, { javaScriptEnabled }), await another(browser, { javaScriptEnabled })]
  await comeIn(priya, muster, PERSON)
  await setUpApp(priya, muster)
  await comeIn(page, muster, LEAD)
  await page.goto(`${muster.address}/settings/password`)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.locator('.flash')).toBeVisible()
  await person(page, muster, 'Lee Ortega')
  await page.getByRole('radio', { name: 'Administrator' }).check()
  await page.getByRole('button', { name: 'Change role' }).click()
  await expect(page.locator('.flash')).toBeVisible()

  // The second steps are removed by whoever proves once more who they are.
  muster.confirmedAt(new Date(Date.now() - 11 * 60_000))
  await person(page, muster, 'Priya Raman')
  await confirm(page)
  await expect(heading(page)).toHaveText('Priya Raman')
  await page.getByRole('link', { name: 'Help them in' }).click()
  await expect(heading(page)).toHaveText('Help Priya Raman in')
  await expect(page.locator('main')).toContainText('Priya Raman has an authenticator app.')
  muster.confirmedAt(new Date(Date.now() - 11 * 60_000))
  await page.getByRole('button', { name: 'Remove the second steps' }).click()
  await confirm(page)
  await expect(heading(page)).toHaveText('What you wrote')
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.locator('.flash')).toContainText('has no second step any more and is signed out')
  await expect(page.getByRole('button', { name: 'Remove the second steps' })).toHaveCount(0)
  await priya.reload()
  await expect(heading(priya)).toHaveText('Sign in')
  const removed = await letterTo(priya, muster, PERSON, 'second steps')
  expect(removed).toContain('Dana Whitfield of Contoso Machine Works removed')

  // A way in wants two: one asks and cannot confirm, the other confirms and passes the link on.
  await page.getByRole('button', { name: 'Ask for a way in' }).click()
  await expect(page.locator('.summary')).toContainText('Say why, and how you know that it is them.')
  await page.getByLabel('Why, and how you know that it is them').fill('She stands at my desk')
  await page.getByRole('button', { name: 'Ask for a way in' }).click()
  await expect(page.locator('.flash')).toContainText('The other administrators have a letter.')
  await expect(page.locator('main')).toContainText('Another administrator has to confirm it, within a day.')
  await expect(page.getByRole('button', { name: 'Confirm and show the link' })).toHaveCount(0)
  const letter = await letterTo(lee, muster, OTHER, 'She stands at my desk')
  await comeIn(lee, muster, OTHER)
  await lee.goto(/http\S+\/rescue/.exec(letter)![0])
  await expect(lee.locator('main')).toContainText('“She stands at my desk”')
  await lee.getByRole('button', { name: 'Confirm and show the link' }).click()
  await expect(heading(lee)).toHaveText('A link for Priya Raman')
  await expect(lee.getByRole('img', { name: 'QR code of the link' })).toBeVisible()

  const link = await lee.getByRole('textbox', { name: 'Link' }).inputValue()
  await priya.goto(link)
  await priya.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(priya).toHaveURL(/\/o\/contoso/)
  await expect(priya.getByText('Priya Raman').first()).toBeVisible()
  await letterTo(lee, muster, PERSON, 'Lee Ortega confirmed it')
  await Promise.all([lee.context().close(), priya.context().close()])
})

test('An administrator ends one session of somebody @walk', async ({ page, browser, muster, javaScriptEnabled }) => {
  const sam = await another(browser, { javaScriptEnabled })
  await comeIn(sam, muster, 'sam@contoso.example')
  await comeIn(page, muster, LEAD)
  await person(page, muster, 'Sam Novak')
  await page.getByRole('link', { name: 'See their sessions' }).click()
  await expect(heading(page)).toHaveText('Sessions of Sam Novak')
  await page.getByRole('row', { name: /Chrome on Linux/ }).getByRole('button', { name: 'End this' }).click()
  await expect(page.locator('.flash')).toContainText('Chrome on Linux is signed out.')
  await expect(page.getByText('Sam Novak is signed in nowhere.')).toBeVisible()
  await sam.reload()
  await expect(heading(sam)).toHaveText('Sign in')
  await sam.context().close()
})
