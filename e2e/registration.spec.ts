import { LEAD, expect, test } from './support'
import { letterTo, mailed } from './letters'
import type { Page } from '@playwright/test'

const FOUNDER = 'rosa@northwind.example'
const PASSWORD = 'eleven quiet milling machines'

test.use({ own: 'registration', settings: { MUSTER_REGISTRATION: 'on' } })

const heading = (page: Page) => page.getByRole('heading', { level: 1 })

async function ask(page: Page, address: string, email: string) {
  await page.goto(`${address}/signin`)
  await page.getByRole('link', { name: 'Begin an organisation' }).click()
  await page.getByLabel('Email').fill(email)
  await page.getByRole('button', { name: 'Send a link' }).click()
  await expect(heading(page)).toHaveText('Look into your mail')
  await expect(page.locator('main')).toContainText(`A letter is on its way to ${email}.`)
}

test('Somebody begins an organisation from the sign-in page @walk', async ({ page, muster }) => {
  await ask(page, muster.address, FOUNDER)
  const link = await mailed(page, muster, FOUNDER, '/register/')

  await page.goto(link)
  await expect(heading(page)).toHaveText('Begin your organisation')
  await page.getByLabel('Organisation').fill('Northwind Fixtures')
  await page.getByLabel('Choose a password').fill('northwind')
  await page.getByRole('button', { name: 'Begin' }).click()
  await expect(page.locator('.summary')).toContainText('Say what you are called.')
  await expect(page.getByLabel('Organisation')).toHaveValue('Northwind Fixtures')
  await page.getByLabel('Your name').fill('Rosa Ito')
  await page.getByLabel('Choose a password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Begin' }).click()
  await expect(page.locator('.flash')).toContainText('Your organisation is set up, and you are its administrator.')
  await expect(page).toHaveURL(/\/o\/northwind-fixtures/)
  await page.goto(`${muster.address}/o/northwind-fixtures/people`)
  await expect(page.getByRole('row', { name: /Rosa Ito/ })).toContainText('Administrator')

  await page.goto(link)
  await expect(heading(page)).toHaveText('This link does not work')
})

test('Whoever has an account is told so by mail, not by the page @walk', async ({ page, muster }) => {
  await ask(page, muster.address, LEAD)

  expect(await letterTo(page, muster, LEAD, 'account')).not.toContain('/register/')
})
