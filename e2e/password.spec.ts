import { LEAD, expect, rescue, test } from './support'

const PERSON = 'priya@contoso.example'
const WORDS = 'eleven quiet milling machines'

test.use({ own: 'password' })

test('A new password is shown on demand and comes with advice while it is typed @walk @js', async ({ page, muster }) => {
  await page.goto(rescue(muster, PERSON))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).toHaveURL(/\/o\/contoso/)
  await page.goto(`${muster.address}/settings/password`)
  const field = page.getByLabel('New password')

  await field.pressSequentially('Contoso 1')
  await expect(page.locator('#strength')).toContainText('these are 9.')
  await field.fill('')
  await field.fill(WORDS)
  await expect(page.locator('#strength')).toHaveText('Advice: this would be very hard to guess.')

  await expect(field).toHaveAttribute('type', 'password')
  await page.getByRole('button', { name: 'Show what you typed' }).last().click()
  await expect(field).toHaveAttribute('type', 'text')
  await expect(field).toHaveValue(WORDS)
  await expect(field).toBeFocused()
  await page.getByRole('button', { name: 'Hide what you typed' }).click()
  await expect(field).toHaveAttribute('type', 'password')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.locator('.flash')).toContainText('It is very hard to guess.')
})

test('The advice comes with the answer, too @walk', async ({ page, muster }) => {
  await page.goto(rescue(muster, LEAD))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).toHaveURL(/\/o\/contoso/)
  await page.goto(`${muster.address}/settings/password`)

  await page.getByLabel('New password').fill('dana dana dana')
  await page.getByRole('button', { name: 'Change password' }).click()

  await expect(page.locator('.summary')).toContainText('There is a problem')
  await expect(page.locator('#strength')).toContainText('Advice: this would be')
})
