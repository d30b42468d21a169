// A real provider of identities on loopback: `node idp.mjs PORT CLIENT SECRET REDIRECT`. Whoever types a name
// there is that person, with an address at contoso.example that it has checked.
import Provider from 'oidc-provider'

const [port, client_id, client_secret, redirect] = process.argv.slice(2)
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id, client_secret, redirect_uris: [redirect] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  pkce: { required: () => true },
  findAccount: (_, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, email: `${id}@contoso.example`, email_verified: true, name: id }),
  }),
})
provider.listen(Number(port), '127.0.0.1', () => console.log('listening'))
