import { assessment, closingPages, doorPages, mainPages, ownPages, visit, type Place } from './pages'
import { another, expect, test, type Muster } from './support'
import type { Page } from '@playwright/test'

const WIDTH = 320
const viewport = { width: WIDTH, height: 640 }

test.use({ viewport, own: 'pages', settings: { MUSTER_REGISTRATION: 'on' } })

/** Which of these pages are wider than the window. */
async function wide(page: Page, muster: Muster, places: Place[]): Promise<string[]> {
  const found: string[] = []
  for (const place of places) {
    await visit(page, muster, place)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    if (width > WIDTH) found.push(`${place[0]}: ${width}`)
  }
  return found
}

test('No main page is wider than 320 pixels @js', async ({ lead, muster }) => {
  test.setTimeout(120_000)
  expect(await wide(lead, muster, await mainPages(lead, muster))).toEqual([])
})

test("None of one's own pages is wider than 320 pixels @js", async ({ lead, browser, muster }) => {
  const lee = await another(browser, { viewport })
  expect(await wide(lee, muster, await ownPages(lee, muster))).toEqual([])
  expect(await wide(lead, muster, await closingPages(lead, lee, muster))).toEqual([])
  await lee.context().close()
})

test('The door is not wider than 320 pixels @js', async ({ page, muster }) => {
  expect(await wide(page, muster, await doorPages(page, muster))).toEqual([])
})

test('Letters of twice the size make no list of requirements wider than its window @js', async ({ lead, muster }) => {
  await lead.setViewportSize({ width: 640, height: 640 })
  await visit(lead, muster, ['requirements', `${await assessment(lead, muster)}/requirements`])
  const width = await lead.evaluate(() => {
    document.documentElement.style.fontSize = '200%'
    return document.documentElement.scrollWidth
  })
  expect(width).toBeLessThanOrEqual(640)
})

test('A word without an end breaks in titles, at the way back to them and in lists @js', async ({ lead, muster }) => {
  const org = `${muster.address}/o/contoso`
  await lead.goto(`${org}/evidence/reference`)
  await lead.getByLabel('Title').fill('W'.repeat(200))
  await lead.getByLabel('Where it is kept').fill('Safe 3')
  await lead.getByLabel('Kind').selectOption('document')
  await lead.getByLabel('SHA-256').fill('ab'.repeat(32))
  await lead.getByRole('button', { name: 'Add the reference' }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText(/W{200}/)
  const item = lead.url()
  await lead.goto(`${org}/tasks/new`)
  await lead.getByLabel('Task', { exact: true }).fill('T'.repeat(120))
  await lead.getByRole('button', { name: 'Give the task' }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText(/T{120}/)
  expect(await wide(lead, muster, [
    ['item', item], ['change', `${item}/edit`], ['version', `${item}/version`], ['remove', `${item}/remove`],
    ['evidence', `${org}/evidence`], ['task', lead.url()], ['my work', `${org}/tasks/mine`],
    ['tasks', `${org}/tasks`],
  ])).toEqual([])
})
