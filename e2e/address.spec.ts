import { another, comeIn, expect, test } from './support'
import { letterTo, mailed } from './letters'
import type { Page } from '@playwright/test'

const OLD = 'priya@contoso.example'
const NEW = 'priya.raman@contoso.example'

test.use({ own: 'address' })

const heading = (page: Page) => page.getByRole('heading', { level: 1 })

test('An address is changed from the new mailbox, and taken back from the old one @walk', async ({
  page, browser, muster, javaScriptEnabled,
}) => {
  await comeIn(page, muster, OLD)
  await page.goto(`${muster.address}/settings`)
  await page.getByRole('link', { name: 'Change your address' }).click()
  await page.getByLabel('New address').fill('priya at contoso')
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect(page.locator('.summary')).toContainText('There is a problem')
  await expect(page.getByLabel('New address')).toHaveValue('priya at contoso')
  await page.getByLabel('New address').fill(NEW)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect(page.locator('.flash')).toContainText(`A letter is on its way to ${NEW}.`)

  const letters = await another(browser, { javaScriptEnabled })
  expect(await letterTo(letters, muster, OLD, 'to change the address')).toContain(`from ${OLD} to ${NEW}`)
  const takeBack = await mailed(letters, muster, OLD, '/address/', '/stop')
  await page.goto(await mailed(letters, muster, NEW, '/address/'))
  await expect(heading(page)).toHaveText(`Use ${NEW} from now on`)
  await page.getByRole('button', { name: 'Change my address' }).click()
  await expect(page.locator('.flash')).toContainText(`Your address is ${NEW} now.`)
  await letterTo(letters, muster, OLD, 'was changed')

  await letters.goto(takeBack)
  await expect(heading(letters)).toHaveText('Take the change back')
  await expect(letters.locator('main')).toContainText(`from ${OLD} to ${NEW}`)
  await letters.getByRole('button', { name: 'Take it back' }).click()
  await expect(letters.locator('.flash')).toContainText(`The address is ${OLD} again, and everybody is signed out.`)
  await expect(heading(letters)).toHaveText('Forgot your password?')
  await page.reload()
  await expect(heading(page)).toHaveText('Sign in')
  await letters.goto(takeBack)
  await expect(heading(letters)).toHaveText('This link does not work')
  await letters.context().close()
})
