import { mailed } from './letters'
import { expect, rescue, test, type Muster } from './support'
import type { Page } from '@playwright/test'

const PERSON = 'priya@contoso.example'
const WORDS = 'eleven quiet milling machines'
const AGAIN = 'twelve loud drilling benches'

test.use({ own: 'recovery' })

async function setPassword(page: Page, muster: Muster, link: string, password: string) {
  await page.goto(link)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set a new password')
  await page.getByLabel('New password').fill(password)
  await page.getByRole('button', { name: 'Set the password' }).click()
  await expect(page).toHaveURL(`${muster.address}/signin`)
  await expect(page.locator('.flash')).toContainText('Sign in with it.')
}

test('Whoever forgot their password gets a link by mail that works once @walk', async ({ page, muster }) => {
  await page.goto(`${muster.address}/signin`)
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await page.getByLabel('Email').fill(PERSON)
  await page.getByRole('button', { name: 'Send a link' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look into your mail')

  const link = await mailed(page, muster, PERSON, '/reset/')
  await page.goto(link)
  await setPassword(page, muster, link, test.info().project.name.endsWith('no-js') ? AGAIN : WORDS)
  await page.getByLabel('Email').fill(PERSON)
  await page.getByLabel('Password').fill(test.info().project.name.endsWith('no-js') ? AGAIN : WORDS)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).toHaveURL(/\/o\/contoso/)

  await page.goto(link)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link does not work')
  await page.getByRole('link', { name: 'Send a new one' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Forgot your password?')
})

test('Somebody who is invited gets a letter and a picture, and joins by either @walk', async ({ browser, lead, muster }) => {
  const project = test.info().project.name
  const address = `nina@${project}.example`
  await lead.goto(`${muster.address}/o/contoso/people`)
  await lead.getByLabel('Name', { exact: true }).fill('Nina New')
  await lead.getByLabel('Email').fill(address)
  await lead.getByRole('radio', { name: 'Contributor' }).check()
  await lead.getByRole('button', { name: 'Make the invitation' }).click()
  await expect(lead.getByRole('img', { name: 'QR code of the link' })).toBeVisible()
  const first = await lead.getByRole('textbox', { name: 'Link' }).inputValue()

  await lead.goto(`${muster.address}/o/contoso/people`)
  await lead.getByRole('row', { name: address }).getByRole('button', { name: 'Send again' }).click()
  const second = await lead.getByRole('textbox', { name: 'Link' }).inputValue()
  const page = await (await browser.newContext()).newPage()
  await page.goto(first)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This invitation does not work any more')
  expect(await mailed(page, muster, address, '/join/')).toBe(second)

  await page.goto(second)
  await page.getByLabel('Your name').fill('Nina Newman')
  await page.getByLabel('Choose a password').fill(AGAIN)
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(page.locator('.flash')).toContainText('Welcome.')
})
