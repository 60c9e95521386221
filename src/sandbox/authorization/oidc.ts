/** The one door to oidc-provider, so that it is loaded quietly. */
import { restoreConsole } from './quiet.js'
import Provider, { errors } from 'oidc-provider'

restoreConsole()

export { Provider, errors }
