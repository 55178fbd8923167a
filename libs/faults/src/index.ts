export { Chance } from './chance.js';
export {
  DatabaseProxy,
  type CommitMoment,
  type CommitTrap,
  type Committing,
} from './database-proxy.js';
export { CLEAR, type LinkConditions } from './link-conditions.js';
export { TcpProxy } from './tcp-proxy.js';
