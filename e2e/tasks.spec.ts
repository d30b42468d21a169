import { expect, test } from './support'

const DAY = 24 * 60 * 60 * 1000
const day = (from: number) => new Date(Date.now() + from * DAY).toISOString().slice(0, 10)

test('A task is given, done, comes again, and is reopened with a reason', async ({ lead, muster }) => {
  await lead.goto(`${muster.address}/o/contoso/tasks/new?about=3.1.1`)
  await expect(lead.getByLabel('Requirement or objective')).toHaveValue('3.1.1')
  await lead.getByLabel('Task', { exact: true }).fill('Review the accounts')
  await lead.getByLabel('Due').fill(day(-1))
  await lead.getByRole('button', { name: 'Give the task' }).click()
  await expect(lead.locator('.summary[role=alert]')).toContainText('This day has passed.')
  await expect(lead.getByLabel('Task', { exact: true })).toHaveValue('Review the accounts')

  await lead.getByLabel('Due').fill(day(3))
  await lead.getByLabel('How', { exact: true }).selectOption('months')
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
