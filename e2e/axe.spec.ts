import AxeBuilder from '@axe-core/playwright'
import { closingPages, doorPages, mainPages, ownPages, visit, type Place } from './pages'
import { another, expect, test, type Muster } from './support'
import type { Page } from '@playwright/test'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']

// High enough that the bar at the foot of the workbench, which sticks to the window, lies over nothing.
const viewport = { width: 1280, height: 2400 }
test.use({ viewport, own: 'pages', settings: { MUSTER_REGISTRATION: 'on' } })

/** What axe finds on these pages, one line for each fault and place. */
async function faultsOf(page: Page, muster: Muster, places: Place[]): Promise<string[]> {
  const faults: string[] = []
  for (const place of places) {
    await visit(page, muster, place)
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
    faults.push(...violations.flatMap(fault => fault.nodes.map(node =>
      `${place[0]}: ${fault.id} at ${node.target.join(' ')}: ${node.html.slice(0, 200)}`)))
  }
  return faults
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the main pages, ${colorScheme} @js`, async ({ lead, muster }) => {
    test.setTimeout(300_000)
    await lead.emulateMedia({ colorScheme })
    expect(await faultsOf(lead, muster, await mainPages(lead, muster))).toEqual([])
  })

  test(`axe finds nothing on one's own pages, ${colorScheme} @js`, async ({ lead, browser, muster }) => {
    test.setTimeout(180_000)
    const lee = await another(browser, { viewport, colorScheme })
    await lead.emulateMedia({ colorScheme })
    expect(await faultsOf(lee, muster, await ownPages(lee, muster))).toEqual([])
    expect(await faultsOf(lead, muster, await closingPages(lead, lee, muster))).toEqual([])
    await lee.context().close()
  })

  test(`axe finds nothing at the door, ${colorScheme} @js`, async ({ page, muster }) => {
    test.setTimeout(180_000)
    await page.emulateMedia({ colorScheme })
    expect(await faultsOf(page, muster, await doorPages(page, muster))).toEqual([])
  })
}
