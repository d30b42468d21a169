import { another, comeIn, expect, test } from './support'
import { letterTo } from './letters'

const DAY = 24 * 60 * 60 * 1000
const day = (from: number) => new Date(Date.now() + from * DAY).toISOString().slice(0, 10)

test('A task is given, done, comes again, and is reopened with a reason @walk', async ({ lead, muster }) => {
  await lead.goto(`${muster.address}/o/contoso/tasks/new?about=3.1.1`)
  await expect(lead.getByLabel('Requirement or objective')).toHaveValue('3.1.1')
  await lead.getByLabel('Task', { exact: true }).fill('Review the accounts')
  await lead.getByLabel('Due').fill(day(-1))
  await lead.getByRole('button', { name: 'Give the task' }).click()
  await expect(lead.locator('.summary[role=alert]')).toContainText('This day has passed.')
  await expect(lead.getByLabel('Task', { exact: true })).toHaveValue('Review the accounts')

  await lead.getByLabel('Due').fill(day(3))
  await lead.getByLabel('How', { exact: true }).selectOption('months')
  await lead.getByLabel('How many of them').fill('0')
  await lead.getByRole('button', { name: 'Give the task' }).click()
  await expect(lead.locator('.summary[role=alert]')).toContainText('Enter a whole number from 1 to 365.')
  await expect(lead.getByLabel('How many of them')).toHaveValue('0')
  await lead.getByLabel('How many of them').fill('3')
  await lead.getByRole('button', { name: 'Give the task' }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Review the accounts')
  await expect(lead.getByText('every 3 months')).toBeVisible()

  await lead.getByLabel('Your comment').fill('Begin with the\nadministrators.')
  await lead.getByRole('button', { name: 'Save the comment' }).click()
  await expect(lead.getByText('Begin with the')).toBeVisible()

  await lead.goto(`${muster.address}/o/contoso/tasks/mine`)
  await expect(lead.getByRole('region', { name: 'This week' }).getByRole('link', { name: 'Review the accounts' }).first())
    .toBeVisible()
  await lead.getByRole('link', { name: 'Review the accounts' }).first().click()
  await lead.getByRole('button', { name: 'It is done' }).click()
  await expect(lead.getByText('The next one stands in the list.').first()).toBeVisible()
  await lead.getByRole('link', { name: 'see the next one' }).click()
  await expect(lead.getByRole('button', { name: 'It is done' })).toBeVisible()

  await lead.goBack()
  await lead.getByText('It is to be done once more').click()
  await lead.getByLabel('Why').fill('Two accounts are missing')
  await lead.getByRole('button', { name: 'Reopen' }).click()
  await expect(lead.getByText('Reopened: Two accounts are missing')).toBeVisible()
})

test('Several tasks are changed at once from the list', async ({ lead, muster }) => {
  for (const title of ['Check the doors', 'Check the windows']) {
    await lead.goto(`${muster.address}/o/contoso/tasks/new`)
    await lead.getByLabel('Task', { exact: true }).fill(title)
    await lead.getByRole('button', { name: 'Give the task' }).click()
    await expect(lead.getByRole('heading', { level: 1 })).toHaveText(title)
  }
  await lead.goto(`${muster.address}/o/contoso/tasks?q=check`)
  await lead.getByLabel('Select Check the doors').first().check()
  await lead.getByLabel('Select Check the windows').first().check()
  await lead.getByLabel('Selected tasks').selectOption('done')
  await lead.getByRole('button', { name: 'Change them' }).click()
  await expect(lead.getByText('2 tasks are changed.').first()).toBeVisible()

  await lead.goto(`${muster.address}/o/contoso/tasks?state=closed`)
  await expect(lead.getByRole('link', { name: 'Check the doors' }).first()).toBeVisible()
})

test('A second person confirms, and whoever is named in a comment is told', async ({ lead, muster, browser, javaScriptEnabled }) => {
  await lead.goto(`${muster.address}/o/contoso/tasks/new`)
  await lead.getByLabel('Task', { exact: true }).fill('Empty the shredder box')
  await lead.getByLabel('Who does it').selectOption({ label: 'Sam Novak' })
  await lead.getByLabel('Who confirms it').selectOption({ label: 'Dana Whitfield' })
  await lead.getByLabel('Due').fill(day(2))
  await lead.getByRole('button', { name: 'Give the task' }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Empty the shredder box')
  await lead.getByLabel('Your comment').fill('@Sam Novak, the key hangs behind the door.')
  await lead.getByRole('button', { name: 'Save the comment' }).click()
  await letterTo(lead, muster, 'sam@contoso.example', 'wrote to you: Empty the shredder box')

  const sam = await another(browser, { javaScriptEnabled })
  await comeIn(sam, muster, 'sam@contoso.example')
  await sam.goto(`${muster.address}/o/contoso/tasks/mine`)
  await expect(sam.getByRole('region', { name: 'Overdue' }).getByRole('link', { name: 'Say whose the third USB stick is' }).first())
    .toBeVisible()
  await sam.getByRole('link', { name: 'Empty the shredder box' }).first().click()
  await sam.getByRole('button', { name: 'It is done' }).click()
  await expect(sam.getByText('It waits for Dana Whitfield to confirm it.')).toBeVisible()
  await expect(sam.getByRole('button', { name: 'Confirm that it is done' })).toHaveCount(0)
  await sam.goto(`${muster.address}/o/contoso/tasks/mine`)
  await expect(sam.getByRole('region', { name: 'Waiting for others' }).getByRole('link', { name: 'Empty the shredder box' }).first())
    .toBeVisible()
  await sam.context().close()

  await lead.goto(`${muster.address}/o/contoso/tasks/mine`)
  await lead.getByRole('region', { name: 'For you to confirm' }).getByRole('link', { name: 'Empty the shredder box' }).first().click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Empty the shredder box')
  await lead.getByRole('button', { name: 'Confirm that it is done' }).click()
  await expect(lead.getByText('Closed').first()).toBeVisible()
})

test('Several tasks are given to somebody at once', async ({ lead, muster }) => {
  for (const title of ['Oil the east gate', 'Oil the west gate']) {
    await lead.goto(`${muster.address}/o/contoso/tasks/new`)
    await lead.getByLabel('Task', { exact: true }).fill(title)
    await lead.getByLabel('Due').fill(day(5))
    await lead.getByRole('button', { name: 'Give the task' }).click()
    await expect(lead.getByRole('heading', { level: 1 })).toHaveText(title)
  }
  await lead.goto(`${muster.address}/o/contoso/tasks?q=oil+the`)
  await lead.getByLabel('Select Oil the east gate').first().check()
  await lead.getByLabel('Select Oil the west gate').first().check()
  await lead.getByLabel('Selected tasks').selectOption('assignee')
  await lead.locator('#bulk-assignee').selectOption({ label: 'Priya Raman' })
  await lead.getByRole('button', { name: 'Change them' }).click()
  await expect(lead.getByText('2 tasks are changed.').first()).toBeVisible()
  await lead.goto(`${muster.address}/o/contoso/tasks?q=oil+the`)
  await expect(lead.getByRole('row', { name: /Oil the east gate/ })).toContainText('Priya Raman')
})
