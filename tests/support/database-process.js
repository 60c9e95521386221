import { openStore } from '../../dist/src/store/open.js'

/** The PostgreSQL that comes with the install, in the folder that is given, until its parent is gone. */
const store = await openStore({ data: process.argv[2] })
process.once('disconnect', () => void store.close())
process.send({ url: store.url })
