import { mainPages } from './pages'
import { expect, test } from './support'
import type { Page } from '@playwright/test'

const WIDTH = 320

const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)

test('No main page is wider than 320 pixels @js', async ({ lead, muster }) => {
  await lead.setViewportSize({ width: WIDTH, height: 640 })
  const wide: string[] = []
  for (const [name, address] of await mainPages(lead, muster)) {
    const answer = await lead.goto(address)
    expect(answer!.status(), name).toBe(200)
    const width = await widthOf(lead)
    if (width > WIDTH) wide.push(`${name}: ${width}`)
  }
  expect(wide).toEqual([])
})

test('The door is not wider than 320 pixels @js', async ({ page, muster }) => {
  await page.setViewportSize({ width: WIDTH, height: 640 })
  await page.goto(`${muster.address}/signin`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in')
  expect(await widthOf(page)).toBeLessThanOrEqual(WIDTH)
})
