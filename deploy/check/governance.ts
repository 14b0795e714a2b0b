/** Who holds which role, with which delays, and whether anything else is governed that should not be. */
import { type Address, getContract } from "viem";
import { PROXIES, PROXY_NAMES } from "../contracts.ts";
import { managerAbi } from "../manager-abi.ts";
import { executionDelay } from "../modules/governance.ts";
import { ACCESS, ROLES, type RoleName } from "../roles.ts";
import { bySelector, type Context, compare, type Difference, nameOfRole } from "./context.ts";
import { type ManagerLog, readManagerLogs } from "./logs.ts";

/** Compares the manager's roles, members, delays, guardians and targets with the parameters. */
export async function checkGovernance(context: Context): Promise<Difference[]> {
  const logs = await readManagerLogs(context);
  const parts = await Promise.all([
    checkSeal(context),
    checkMembers(context, logs),
    checkRoles(context, logs),
    checkTargets(context, logs),
  ]);
  return parts.flat();
}

async function checkSeal(context: Context): Promise<Difference[]> {
  const isSealed = await reader(context).isSealed();
  return isSealed ? [] : ["AccessManager is not sealed: its delays can be changed at once"];
}

async function checkMembers(context: Context, logs: ManagerLog[]): Promise<Difference[]> {
  const { parameters } = context;
  const expected = new Map<string, { role: bigint; account: Address; delay: number | undefined }>();
  for (const { eventName, args } of logs) {
    if (eventName !== "RoleGranted") continue;
    const { roleId: role, account } = args;
    expected.set(`${role} ${account}`, { role, account, delay: undefined });
  }
  const members = { ...parameters.roles, ADMIN: [parameters.governor] };
  for (const [name, accounts] of Object.entries(members)) {
    const role = ROLES[name as RoleName];
    const delay = executionDelay(name as RoleName, parameters);
    for (const account of accounts) expected.set(`${role} ${account}`, { role, account, delay });
  }

  const { timestamp } = await context.client.getBlock();
  const differences = [...expected.values()].map(async ({ role, account, delay }) => {
    const [since, current, pending, effect] = await reader(context).getAccess([role, account]);
    const name = nameOfRole(role);
    if (delay === undefined) {
      return since === 0 ? [] : [`${account} holds ${name}, expected not to`];
    }
    if (since === 0) return [`${account} does not hold ${name}, expected to`];
    return [
      ...(since > timestamp ? [`${account} holds ${name} only from second ${since} on`] : []),
      ...compare(`${name}: execution delay of ${account}`, current, delay),
      ...(effect === 0 || pending === delay
        ? []
        : [`${name}: execution delay of ${account} becomes ${pending} at second ${effect}`]),
    ];
  });
  return (await Promise.all(differences)).flat();
}

async function checkRoles(context: Context, logs: ManagerLog[]): Promise<Difference[]> {
  const read = reader(context);
  const differences = Object.entries(ROLES).map(async ([name, role]) => {
    const hasGrantDelay = name === "ADMIN" || name === "UPGRADER";
    const hasGuardian = name !== "ADMIN" && name !== "GUARDIAN";
    const grantDelay = hasGrantDelay ? context.parameters.delays.grant : 0;
    const changes = logs.filter(
      (log) => log.eventName === "RoleGrantDelayChanged" && log.args.roleId === role,
    );
    const labels = logs.flatMap((log) =>
      log.eventName === "RoleLabel" && log.args.roleId === role ? [log.args.label] : [],
    );
    return [
      ...compare(`${name}: grant delay`, await read.getRoleGrantDelay([role]), grantDelay),
      ...pendingDelay(`${name}: grant delay`, changes.at(-1), grantDelay),
      ...compare(
        `${name}: guardian`,
        nameOfRole(await read.getRoleGuardian([role])),
        hasGuardian ? "GUARDIAN" : "ADMIN",
      ),
      ...compare(`${name}: admin`, nameOfRole(await read.getRoleAdmin([role])), "ADMIN"),
      ...(name === "ADMIN" ? [] : compare(`${name}: label`, labels.at(-1), name)),
    ];
  });
  return (await Promise.all(differences)).flat();
}

async function checkTargets(context: Context, logs: ManagerLog[]): Promise<Difference[]> {
  const read = reader(context);
  const { deployment, parameters } = context;
  const { targetAdmin } = parameters.delays;
  const names = new Map(
    PROXY_NAMES.map((name) => [deployment.contracts[name].toLowerCase(), name]),
  );

  const ofProxies = PROXY_NAMES.map(async (name) => {
    const target = deployment.contracts[name];
    const changes = logs.filter(
      (log) => log.eventName === "TargetAdminDelayUpdated" && log.args.target === target,
    );
    return [
      ...compare(`${name}: admin delay`, await read.getTargetAdminDelay([target]), targetAdmin),
      ...pendingDelay(`${name}: admin delay`, changes.at(-1), targetAdmin),
      ...((await read.isTargetClosed([target])) ? [`${name} is closed in the manager`] : []),
    ];
  });

  // Roles of functions that no contract here has: of the manager itself, of a stranger, or of an unknown selector.
  const ofOthers = logs.map(async (log) => {
    if (log.eventName !== "TargetFunctionRoleUpdated") return [];
    const { target, selector } = log.args;
    const name = names.get(target.toLowerCase());
    if (name !== undefined && bySelector(ACCESS[PROXIES[name]]).has(selector)) return [];
    const role = await read.getTargetFunctionRole([target, selector]);
    if (role === ROLES.ADMIN) return [];
    return [
      `${name ?? target}: selector ${selector} belongs to ${nameOfRole(role)}, expected none`,
    ];
  });

  return (await Promise.all([...ofProxies, ...ofOthers])).flat();
}

/** A delay that was announced and does not hold yet. The manager tells it only in its events. */
function pendingDelay(what: string, log: ManagerLog | undefined, expected: number): Difference[] {
  if (log === undefined || !("delay" in log.args) || log.args.delay === expected) return [];
  return [`${what} becomes ${log.args.delay} at second ${log.args.since}, expected ${expected}`];
}

/** Reads views of the manager. */
function reader({ client, deployment }: Context) {
  return getContract({ address: deployment.contracts.AccessManager, abi: managerAbi, client }).read;
}
