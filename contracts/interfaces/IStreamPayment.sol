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
    /// @notice Sessions that start from now on pay the platform `feeBps`, tips `tipFeeBps` of the gross.
    event PlatformFeesSet(uint16 feeBps, uint16 tipFeeBps);

    /// @notice The platform's withdrawals go to `receiver` from now on.
    event PlatformReceiverSet(address indexed receiver);

    /// @notice Whether streams must be verified to start.
    event VerificationDemandSet(bool demanded);

    /// @notice Every running session ended at the block's time; epoch `epoch` is over.
    event Paused(address indexed caller, uint32 epoch);

    /// @notice New sessions may start, in epoch `epoch`. No session was revived.
    event Unpaused(address indexed caller, uint32 epoch);

    /// @notice A fee is above its cap.
    error FeeAboveCap(uint256 feeBps, uint256 cap);

    /// @notice Unpaused while not paused.
    error ExpectedPause();

    /// @notice The address must not be zero.
    error ZeroAddress();

    /// @notice Fee role. `feeBps` applies to sessions from their next start or heartbeat on, `tipFeeBps` to tips.
    function setPlatformFees(uint16 feeBps, uint16 tipFeeBps) external;

    /// @notice Fee role. Names who receives the platform's withdrawals.
    function setPlatformReceiver(address receiver) external;

    /// @notice Governor. Demands that streams be verified to start.
    function setVerificationDemand(bool demanded) external;

    /// @notice Listing role. Lists a vault, for the first time or again.
    function listVault(address vault) external;

    /// @notice Listing role. Stops deposits, starts and charges in a vault; exits stay open.
    function delistVault(address vault) external;

    /// @notice Pauser role. Ends every running session at this second and refuses everything new.
    function pause() external;

    /// @notice Unpauser role. Allows new sessions again; revives none.
    function unpause() external;

    /// @notice Platform fee and tip fee in basis points, for sessions and tips from now on.
    function platformFees() external view returns (uint16 feeBps, uint16 tipFeeBps);

    /// @notice The current epoch, and since when it is paused (0: not paused).
    function pauseState() external view returns (uint32 epoch, uint40 pausedAt);

    /// @notice Whether streams must be verified to start.
    function verificationDemanded() external view returns (bool);
}
