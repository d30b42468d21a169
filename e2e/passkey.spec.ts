import { expect, rescue, test } from './support'
import { Device, add, byPasskey, heading, offersNothing, press, signedOut, words } from './passkeys'
import type { Page } from '@playwright/test'

const PERSON = 'priya@contoso.example'
const PASSWORD = 'eleven quiet milling machines'

async function byPassword(page: Page) {
  await page.getByLabel('Email').fill(PERSON)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test.use({ own: 'passkey' })

test('Passkeys of two devices, alone and as the second step, cancelled, strange and removed @walk @js', async ({
  page, muster: { address }, muster,
}) => {
  await offersNothing(page)
  await page.goto(rescue(muster, PERSON))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).toHaveURL(/\/o\/contoso/)
  await page.goto(`${address}/settings/password`)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.locator('.flash')).toBeVisible()

  const laptop = await Device.plugIn(page, 'internal')
  await add(page, address, 'Office laptop')
  await expect(page.getByText('Your passkey works from now on')).toBeVisible()
  await add(page, address, 'Once more')
  await expect(words(page)).toContainText('This device has a passkey for your account already.')
  await expect(page.locator('#urgent')).toContainText('This device has a passkey')
  await laptop.touch(false)
  const ring = await Device.plugIn(page, 'usb')
  await add(page, address, 'Key ring')
  await expect(page.getByRole('link', { name: 'Key ring' })).toBeVisible()
  await ring.touch(false)

  await laptop.touch()
  await byPasskey(page, address)
  await expect(page).toHaveURL(/\/o\/contoso/)
  await laptop.touch(false)

  // As the second step, and by the other device.
  await signedOut(page, address)
  await byPassword(page)
  await expect(heading(page)).toHaveText('Second step')
  await ring.touch()
  await press(page, 'Use a passkey')
  await expect(page).toHaveURL(/\/o\/contoso/)
  await ring.remove()

  // The device does not know its owner: nothing happens but words, and the other ways stay.
  await laptop.knows(false)
  await laptop.touch()
  await byPasskey(page, address)
  await expect(words(page)).toContainText('No passkey was used')
  await expect(page.locator('#urgent')).toContainText('No passkey was used')
  await byPassword(page)
  await expect(heading(page)).toHaveText('Second step')
  await press(page, 'Use a passkey')
  await expect(words(page)).toContainText('No passkey was used')
  await laptop.knows(true)
  await press(page, 'Use a passkey')
  await expect(page).toHaveURL(/\/o\/contoso/)

  // Removed: the device has it still, and Muster does not.
  await page.goto(`${address}/account/security`)
  await page.getByRole('link', { name: 'Office laptop' }).click()
  await page.getByRole('button', { name: 'Remove this passkey' }).click()
  await expect(page.getByText('The passkey Office laptop does not work any more')).toBeVisible()
  await byPasskey(page, address)
  await expect(page.locator('.summary')).toContainText('does not work here, or not any more')
  await laptop.remove()

  // One that Muster has never seen is told the same.
  const strange = await Device.plugIn(page, 'internal')
  await strange.keepStrange(address)
  await byPasskey(page, address)
  await expect(page.locator('.summary')).toContainText('does not work here, or not any more')
})

test('Without JavaScript the page says what passkeys need @plain', async ({ page, muster: { address } }) => {
  await page.goto(`${address}/signin`)
  await expect(page.getByText('Passkeys need JavaScript, which is off in this browser.')).toBeVisible()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(page.locator('.summary')).toContainText('Passkeys need JavaScript')
  await expect(page.getByLabel('Password', { exact: true })).toBeVisible()
})
