import AxeBuilder from '@axe-core/playwright'
import { mainPages } from './pages'
import { expect, test } from './support'
import type { Page } from '@playwright/test'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']

// High enough that the bar at the foot of the workbench, which sticks to the window, lies over nothing.
test.use({ viewport: { width: 1280, height: 2400 } })

/** What axe finds on a page, one line for each fault and place. */
async function faultsOf(page: Page, name: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
  return violations.flatMap(fault => fault.nodes.map(node =>
    `${name}: ${fault.id} at ${node.target.join(' ')}: ${node.html.slice(0, 200)}`))
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the main pages, ${colorScheme} @js`, async ({ lead, muster }) => {
    test.setTimeout(120_000)
    await lead.emulateMedia({ colorScheme })
    const faults: string[] = []
    for (const [name, address] of await mainPages(lead, muster)) {
      const answer = await lead.goto(address)
      expect(answer!.status(), name).toBe(200)
      faults.push(...await faultsOf(lead, name))
    }
    expect(faults).toEqual([])
  })

  test(`axe finds nothing at the door, ${colorScheme} @js`, async ({ page, muster }) => {
    await page.emulateMedia({ colorScheme })
    await page.goto(`${muster.address}/signin`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in')
    expect(await faultsOf(page, 'sign-in')).toEqual([])
  })
}
