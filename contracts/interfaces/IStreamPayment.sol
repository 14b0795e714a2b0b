// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamLedger} from "./IStreamLedger.sol";
import {IStreamMeter} from "./IStreamMeter.sol";

/**
 * @title IStreamPayment
 * @notice The ledger and the meter of Weir in one contract, and what its roles may do.
 *
 * Roles (AccessManager) can change fees for future sessions, pause what is new, list vaults and upgrade after a delay.
 * None of them can move a user's money or close an exit.
 */
interface IStreamPayment is IStreamLedger, IStreamMeter {
    /// @notice Sessions in `vault` that start from now on pay the platform `feeBps`, tips `tipFeeBps` of the gross.
    event PlatformFeesSet(address indexed vault, uint16 feeBps, uint16 tipFeeBps);

    /// @notice The platform's withdrawals go to `receiver` from now on.
    event PlatformReceiverSet(address indexed receiver);

    /// @notice A fee is above its cap.
    error FeeAboveCap(uint256 feeBps, uint256 cap);

    /// @notice The address must not be zero.
    error ZeroAddress();

    /**
     * @notice Fee role. `feeBps` applies to sessions in `vault` from their next start or heartbeat on, `tipFeeBps` to
     * tips; both in basis points of the gross and bounded by `MAX_FEE_BPS` and `MAX_TIP_FEE_BPS`.
     * @dev Emits {PlatformFeesSet}.
     */
    function setPlatformFees(address vault, uint16 feeBps, uint16 tipFeeBps) external;

    /// @notice Fee role. Names who receives the platform's withdrawals. Emits {PlatformReceiverSet}.
    function setPlatformReceiver(address receiver) external;

    /// @notice Listing role. Lists a vault, for the first time (with a fee of 10 %, not during a pause) or again.
    function listVault(address vault) external;

    /// @notice Listing role. Refuses deposits, starts, heartbeats and tips in a vault. Running sessions go on to their
    /// end, exits stay open.
    function delistVault(address vault) external;

    /// @notice Pauser role. Ends every running session at this second and refuses everything new, in every vault.
    function pause() external;

    /// @notice Unpauser role. Allows new sessions again; revives none.
    function unpause() external;
}
