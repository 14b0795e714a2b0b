import { zeroAddress } from "viem";
import type { Effect } from "./actions.ts";
import { broken } from "./broken.ts";
import { MAX_FEES } from "./constants.ts";
import { known } from "./state.ts";

/** Everything that runs ends now; nothing new begins. */
export const pause: Effect<"pause"> = (state) => {
  const refused = broken({ EnforcedPause: state.paused });
  state.paused = true;
  state.pauses.push(state.now);
  return refused;
};

export const unpause: Effect<"unpause"> = (state) => {
  const refused = broken({ ExpectedPause: !state.paused });
  state.paused = false;
  return refused;
};

export const setPlatformFees: Effect<"setPlatformFees"> = (state, action) => {
  const vault = known(state.vaults, action.vault);
  const refused = broken({
    FeeAboveCap: action.feeBps > MAX_FEES.session || action.tipFeeBps > MAX_FEES.tip,
    VaultNotListed: !vault.listed,
  });
  vault.feeBps = action.feeBps;
  vault.tipFeeBps = action.tipFeeBps;
  return refused;
};

export const setPlatformReceiver: Effect<"setPlatformReceiver"> = (state, { receiver }) => {
  state.platformReceiver = receiver;
  return broken({ ZeroAddress: receiver === zeroAddress });
};

/** The model's vaults were all listed before, and keep their fees. */
export const listVault: Effect<"listVault"> = (state, action) => {
  const vault = known(state.vaults, action.vault);
  const refused = broken({ VaultAlreadyListed: vault.listed });
  vault.listed = true;
  return refused;
};

export const delistVault: Effect<"delistVault"> = (state, action) => {
  const vault = known(state.vaults, action.vault);
  const refused = broken({ VaultNotListed: !vault.listed });
  vault.listed = false;
  return refused;
};
