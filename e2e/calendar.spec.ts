import { day, expect, test } from './support'

test('A day is found by month and as a list, and the link shows it elsewhere @walk', async ({ lead, muster }) => {
  const org = `${muster.address}/o/contoso`
  await lead.goto(`${org}/tasks/new`)
  await lead.getByLabel('Task', { exact: true }).fill('Walk round the fence')
  await lead.getByLabel('Due').fill(day(0))
  await lead.getByRole('button', { name: 'Give the task' }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Walk round the fence')

  await lead.getByRole('link', { name: 'Calendar', exact: true }).click()
  await expect(lead.getByText('Today', { exact: true })).toBeVisible()
  await lead.getByLabel('What', { exact: true }).selectOption({ label: 'Task' })
  await lead.getByRole('button', { name: 'Show' }).click()
  await expect(lead).toHaveURL(/kind=task/)
  await lead.goto(`${org}/calendar/list?month=${day(0).slice(0, 7)}&kind=task`)
  await expect(lead.getByRole('link', { name: 'Walk round the fence' })).toBeVisible()
  await lead.getByRole('link', { name: 'Next month' }).click()
  await expect(lead).toHaveURL(/kind=task/)
  await lead.getByRole('link', { name: 'This month' }).click()
  await lead.getByRole('link', { name: 'Walk round the fence' }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Walk round the fence')

  await lead.goto(`${org}/calendar`)
  await lead.getByRole('link', { name: 'Use it elsewhere' }).click()
  await lead.getByLabel('Everything in the calendar').check()
  await lead.getByRole('button', { name: 'Make the link' }).click()
  const address = await lead.getByLabel('Address').inputValue()
  const file = await lead.request.get(address)
  expect(file.headers()['content-type']).toContain('text/calendar')
  expect(await file.text()).toContain('SUMMARY:Task: Walk round the fence')
  const again = await lead.request.get(address, { headers: { 'if-none-match': file.headers().etag } })
  expect(again.status()).toBe(304)

  await lead.getByRole('button', { name: 'Revoke the link' }).click()
  await expect(lead.getByText('The link is revoked.').first()).toBeVisible()
  expect((await lead.request.get(address)).status()).toBe(404)
})

test('Months are turned by keys @js', async ({ lead, muster }) => {
  await lead.goto(`${muster.address}/o/contoso/calendar?month=2026-03`)
  await lead.keyboard.press(']')
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('April 2026')
  await lead.keyboard.press('[')
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('March 2026')
})

test('A narrow window shows the days one below the other', async ({ lead, muster }) => {
  await lead.setViewportSize({ width: 320, height: 800 })
  await lead.goto(`${muster.address}/o/contoso/calendar`)
  const overflow = await lead.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
  await expect(lead.getByText(/^(Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day, /).filter({ visible: true }).first()).toBeVisible()
})
