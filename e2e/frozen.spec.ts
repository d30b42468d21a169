import { expect, test, type Muster } from './support'
import type { Page } from '@playwright/test'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'

test.use({ own: 'frozen' })

const digest = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex').toUpperCase()
const compare = (page: Page) => page.getByRole('button', { name: 'Compare the stored files now' })
const rows = (page: Page) => page.getByRole('region', { name: 'Files of: the assessment' }).locator('tbody tr')

/** The frozen evidence of the assessment that the demonstration completed. */
async function open(page: Page, muster: Muster) {
  await page.goto(`${muster.address}/o/contoso/assessments`)
  await page.locator('#main td a').filter({ hasText: 'Level 1' }).first().click()
  await page.getByRole('link', { name: 'Frozen evidence' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Frozen evidence')
}

async function log(page: Page, name: RegExp): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()])
  expect(download.suggestedFilename()).toMatch(/^CMMCAssessment\w+\.log$/)
  return readFileSync(await download.path())
}

test('What a completed assessment stands on is listed as the DoD tool lists it, and compared @walk', async ({
  lead: page, muster,
}) => {
  await open(page, muster)
  await expect(page.getByText(/^\d{4}-\d\d-\d\d$/).first()).toBeVisible()

  const list = await log(page, /^Hashed Data List/)
  const hash = await log(page, /^Hash Value/)

  const lines = list.toString('ascii').split('\r\n')
  expect(lines[1]).toMatch(/^Algorithm {7}Hash {67}Path/)
  expect(lines.filter(line => /^SHA256 {10}[0-9A-F]{64} {7}\S/.test(line))).toHaveLength(await rows(page).count())
  expect(hash.toString('ascii')).toContain(`${digest(list)}       CMMCAssessmentArtifacts.log`)
  await expect(page.getByText(digest(list))).toBeVisible()
  await compare(page).click()
  await expect(page.locator('.flash')).toContainText(/All \d+ stored files are still what they were\./)
  await expect(rows(page).first()).toContainText('The same')
})

test('A stored file that was changed is not handed out, and the status page rings @walk', async ({
  lead: page, muster,
}) => {
  const status = async () => {
    await page.goto(`${muster.address}/status`)
    return page.getByText('1 stored file is damaged or gone')
  }
  await expect(await status()).toHaveCount(0)
  await open(page, muster)
  const row = rows(page).filter({ hasNotText: 'Kept elsewhere' }).first()
  const sha256 = await row.locator('code').innerText()
  const piece = new URL((await row.getByRole('link').getAttribute('href'))!, page.url()).href
  const store = `${muster.data}/blobs`
  const places = readdirSync(store).map(org => `${store}/${org}/${sha256.slice(0, 2)}/${sha256}`)
  const file = places.find(place => existsSync(place))!
  const bytes = readFileSync(file)
  writeFileSync(file, Buffer.concat([bytes.subarray(1), Buffer.from('!')]))

  const refused = await page.goto(`${piece}/file`)

  expect(refused!.status()).toBe(409)
  await expect(page.locator('main')).toContainText('The stored file is no longer what was put in')
  await expect(await status()).toBeVisible()
  await open(page, muster)
  await expect(page.getByRole('alert').filter({ hasText: '1 stored file is damaged or gone.' })).toBeVisible()
  await expect(rows(page).first()).toContainText('Damaged')

  // It is restored from a backup.
  writeFileSync(file, bytes)
  await compare(page).click()
  await expect(page.locator('.flash')).toContainText('still what they were')
  await expect(await status()).toHaveCount(0)
})
