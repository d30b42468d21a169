import { closingPages, doorPages, mainPages, ownPages, visit, type Place } from './pages'
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
