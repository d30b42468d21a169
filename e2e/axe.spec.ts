import AxeBuilder from '@axe-core/playwright'
import { closingPages, doorPages, mainPages, ownPages, visit, type Place } from './pages'
import { another, expect, test, type Muster } from './support'
import type { Page } from '@playwright/test'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']
/** The rules that look at colours: a page is the same in light and dark but for those. */
const COLOURS = ['color-contrast', 'link-in-text-block']

// High enough that the bar at the foot of the workbench, which sticks to the window, lies over nothing.
const viewport = { width: 1280, height: 2400 }
test.use({ viewport, own: 'pages', settings: { MUSTER_REGISTRATION: 'on' } })

/** What axe finds on these pages in light and dark, one line for each fault and place. */
async function faultsOf(page: Page, muster: Muster, places: Place[]): Promise<string[]> {
  const faults: string[] = []
  // No page has a frame, so axe needs no page of its own to put results together.
  const axe = () => new AxeBuilder({ page }).setLegacyMode(true)
  const look = async (where: string, axe: AxeBuilder) => {
    const { violations } = await axe.analyze()
    faults.push(...violations.flatMap(fault => fault.nodes.map(node =>
      `${where}: ${fault.id} at ${node.target.join(' ')}: ${node.html.slice(0, 200)}`)))
  }
  for (const place of places) {
    await page.emulateMedia({ colorScheme: 'light' })
    await visit(page, muster, place)
    await look(`${place[0]}, light`, axe().withTags(RULES))
    await page.emulateMedia({ colorScheme: 'dark' })
    await look(`${place[0]}, dark`, axe().withRules(COLOURS))
  }
  return faults
}

test('axe finds nothing on the main pages @js', async ({ lead, muster }) => {
  test.setTimeout(600_000)
  expect(await faultsOf(lead, muster, await mainPages(lead, muster))).toEqual([])
})

test("axe finds nothing on one's own pages @js", async ({ lead, browser, muster }) => {
  test.setTimeout(300_000)
  const lee = await another(browser, { viewport })
  expect(await faultsOf(lee, muster, await ownPages(lee, muster))).toEqual([])
  expect(await faultsOf(lead, muster, await closingPages(lead, lee, muster))).toEqual([])
  await lee.context().close()
})

test('axe finds nothing at the door @js', async ({ page, muster }) => {
  test.setTimeout(300_000)
  expect(await faultsOf(page, muster, await doorPages(page, muster))).toEqual([])
})
