import { expect, test } from './support'

const DAY = 24 * 60 * 60 * 1000
const day = (from: number) => new Date(Date.now() + from * DAY).toISOString().slice(0, 10)
const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })

test('Evidence is added, returned, renewed, accepted, foreseen, and kept elsewhere @walk', async ({ lead: page, muster }) => {
  const name = 'doorlog'
  const at = `${muster.address}/o/contoso/evidence`
  await page.goto(`${at}/new`)
  await expect(page.getByText('Does it hold CUI?')).toBeVisible()
  await page.getByLabel('Files').setInputFiles(file(`${name}.txt`, `${name}, the first`))
  await page.getByLabel('Title').fill(name)
  await page.getByLabel('Kind').selectOption('artifact')
  await page.getByLabel('Final', { exact: true }).check()
  await page.getByLabel('Valid until').fill(day(20))
  await page.getByLabel('Tags').fill(`${name} walk`)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await expect(page.getByText('Submitted').first()).toBeVisible()

  await page.getByRole('link', { name: 'Accept or return' }).click()
  await page.getByLabel('Return it').check()
  await page.getByRole('button', { name: 'Decide' }).click()
  await expect(page.locator('.summary[role=alert]')).toContainText('Say what is to be made better.')
  await page.getByLabel('Reason').fill('The year is missing.')
  await page.getByRole('button', { name: 'Decide' }).click()
  await expect(page.getByText('The year is missing.').first()).toBeVisible()

  await page.getByRole('link', { name: 'New version' }).click()
  await page.getByLabel('File', { exact: true }).setInputFiles(file(`${name}-2.txt`, `${name}, the second`))
  await page.getByLabel('Final', { exact: true }).check()
  await page.getByLabel('Valid until').fill(day(30))
  await page.getByRole('button', { name: 'Add the version' }).click()
  await expect(page.getByRole('region', { name: 'Versions' }).getByText('2, this one')).toBeVisible()

  await page.goto(`${at}?tag=${name}-walk`)
  await page.getByLabel(`Select ${name}`).check()
  await page.getByLabel('Selected evidence').selectOption('accept')
  await page.getByRole('button', { name: 'Preview' }).click()
  await expect(page.getByText('1 piece would change')).toBeVisible()
  await page.getByRole('button', { name: 'Change them' }).click()
  await expect(page.getByText('One piece of evidence is changed.').first()).toBeVisible()
  await expect(page.getByRole('row', { name }).getByText('Accepted')).toBeVisible()

  await page.goto(`${at}/forecast`)
  await page.getByLabel('Day', { exact: true }).and(page.getByRole('textbox')).fill(day(31))
  await page.getByRole('button', { name: 'Look' }).click()
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible()

  await page.goto(`${at}/reference`)
  await page.getByLabel('Title').fill(`${name} drawing`)
  await page.getByLabel('Where it is kept').fill('Safe 3')
  await page.getByLabel('Kind').selectOption('document')
  await page.getByRole('button', { name: 'Add the reference' }).click()
  await expect(page.locator('.summary[role=alert]')).toContainText('64 digits')
  await page.getByLabel('SHA-256').fill('ab'.repeat(32))
  await page.getByRole('button', { name: 'Add the reference' }).click()
  await expect(page.getByText('Safe 3').first()).toBeVisible()
})
