import { expect, LEAD, rescue, test } from './support'
import { Device, add, byPasskey, offersNothing, signedOut, words } from './passkeys'

test.use({ own: 'passkey-join' })

test('A passkey is offered where the address is typed, and leads to the page that was wanted @walk @js', async ({
  page, muster: { address }, muster,
}) => {
  const laptop = await Device.plugIn(page, 'internal')
  await page.goto(rescue(muster, 'alex@contoso.example'))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).toHaveURL(/\/o\/contoso/)
  await add(page, address, 'Office laptop')
  await expect(page.getByText('Your passkey works from now on')).toBeVisible()
  await laptop.touch(false)
  await signedOut(page, address)
  await expect(words(page)).toHaveCount(0)

  // The door that is open asks for a passkey, too: it must not lead on from there.
  await page.goto('about:blank')
  await laptop.touch()
  // The passkey may lead on before the page of the door has loaded.
  await page.goto(`${address}/o/contoso/people`, { waitUntil: 'commit' })

  await expect(page).toHaveURL(/\/o\/contoso\/people$/)
})

test('Somebody invited needs no password @walk @js', async ({ page, muster: { address }, muster }) => {
  await page.goto(rescue(muster, LEAD))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).toHaveURL(/\/o\/contoso/)
  await page.goto(`${address}/o/contoso/people`)
  await page.getByLabel('Name').fill('Nora New')
  await page.getByLabel('Email').fill('nora@contoso.example')
  await page.getByRole('radio', { name: /^Contributor/ }).check()
  await page.getByRole('button', { name: 'Make the invitation' }).click()
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue()

  await page.context().clearCookies()
  await offersNothing(page)
  await Device.plugIn(page, 'internal')
  await page.goto(link)
  await page.getByLabel('Your name').fill('')
  await page.getByRole('button', { name: 'Join with a passkey' }).click()
  await expect(words(page)).toContainText('Say what you are called.')
  await page.getByLabel('Your name').fill('Nora New')
  await page.getByRole('button', { name: 'Join with a passkey' }).click()
  await expect(page.getByText('Welcome. You belong to')).toBeVisible()
  await page.goto(`${address}/account/security`)
  await expect(page.getByText('You have no password.')).toBeVisible()

  await byPasskey(page, address)
  await expect(page).toHaveURL(/\/o\/contoso/)
})
