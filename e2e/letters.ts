import { expect, type Muster } from './support'
import type { Page } from '@playwright/test'

/** The link in a letter to somebody, from the page that shows letters in development; `after` is what ends it. */
export async function mailed(page: Page, muster: Muster, to: string, path: string, after = ''): Promise<string> {
  const link = new RegExp(`${muster.address}${path}[\\w-]{43}${after}(?!\\S)`)
  return link.exec(await letterTo(page, muster, to, link))![0]
}

/** The words of the newest letter to somebody that says this. */
export async function letterTo(page: Page, muster: Muster, to: string, says: string | RegExp): Promise<string> {
  const letter = page.getByRole('article').filter({ hasText: `To ${to}` }).filter({ hasText: says }).first()
  await expect(async () => {
    await page.goto(`${muster.address}/dev/mail`)
    await expect(letter).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 30_000 })
  return letter.innerText()
}
