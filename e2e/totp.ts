import { createHmac } from 'node:crypto'
import { expect, type Muster } from './support'
import type { Page } from '@playwright/test'

/** What an authenticator app makes of the letters that a page shows (RFC 6238). */
export function code(letters: string, at: number): string {
  const bits = [...letters.replace(/\s/g, '')].map(letter =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const secret = Buffer.from(bits.match(/.{8}/g)!.map(byte => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

/** Sets up an authenticator app for whoever is signed in; gives its letters. */
export async function setUpApp(page: Page, muster: Muster): Promise<string> {
  await page.goto(`${muster.address}/account/security`)
  await page.getByRole('link', { name: 'Set up an authenticator app' }).click()
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible()
  const letters = await page.locator('#totp-letters').innerText()
  await page.getByLabel('Code from the app').fill(code(letters, Date.now()))
  await page.getByRole('button', { name: 'Set up' }).click()
  await expect(page.getByText('Your authenticator app is set up.')).toBeVisible()
  return letters
}
