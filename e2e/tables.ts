import type { Muster } from './support'
import type { Page } from '@playwright/test'

export const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

/** Sends a file, as one that holds this table. */
export async function send(page: Page, muster: Muster, table: string, file: ReturnType<typeof csv>) {
  await page.goto(`${muster.address}/o/contoso`)
  await page.getByRole('link', { name: 'Import', exact: true }).click()
  await page.getByRole('radio', { name: table, exact: true }).check()
  await page.getByLabel('File', { exact: true }).setInputFiles(file)
  await page.getByRole('button', { name: 'Send and go on' }).click()
}

/** Imports all rows of a table whose columns need no word. */
export async function imported(page: Page, muster: Muster, table: string, text: string) {
  await send(page, muster, table, csv('table.csv', text))
  await page.getByRole('button', { name: 'Go on to the preview' }).click()
  await page.getByRole('button', { name: /^Import \d+ row/ }).click()
}
