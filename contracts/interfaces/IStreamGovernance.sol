// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title IStreamGovernance
 * @notice What roles (AccessManager) may do with the ledger: change fees for future sessions, pause what is new, list
 * vaults. None of them can move a user's money or close an exit.
 */
interface IStreamGovernance {
    /// @notice Sessions in `vault` that start from now on pay the platform `feeBps`, tips `tipFeeBps` of the gross.
    event PlatformFeesSet(address indexed vault, uint16 feeBps, uint16 tipFeeBps);

    /// @notice The platform's withdrawals go to `receiver` from now on.
    event PlatformReceiverSet(address indexed receiver);

    /// @notice `vault` over `asset` takes deposits, starts, heartbeats and tips, with these fees of the platform.
    event VaultListed(address indexed vault, address indexed asset, uint16 feeBps, uint16 tipFeeBps);

    /// @notice Every running session in `vault` ended at the block's time, in its epoch `epoch`.
    event Paused(address indexed vault, uint32 epoch, address indexed caller);

    /// @notice New sessions may start in `vault`, in its epoch `epoch`. No session was revived.
    event Unpaused(address indexed vault, uint32 epoch, address indexed caller);

    /// @notice `vault` takes no more deposits, starts, heartbeats and tips. Running sessions go on to their end.
    event VaultDelisted(address indexed vault);

    /// @notice A fee is above its cap.
    error FeeAboveCap(uint256 feeBps, uint256 cap);

    /// @notice The address must not be zero.
    error ZeroAddress();

    /// @notice Unpaused while not paused.
    error ExpectedPause();

    /// @notice The vault is listed already.
    error VaultAlreadyListed(address vault);

    /// @notice The number of vaults that were ever listed has reached its bound.
    error TooManyVaults(uint256 max);

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

    /* VIEWS: never revert */

    /// @notice Who receives the platform's withdrawals.
    function platformReceiver() external view returns (address);

    /// @notice Whether `vault` takes deposits, starts, heartbeats and tips.
    function isListed(address vault) external view returns (bool);

    /// @notice Whether everything new is refused now.
    function paused() external view returns (bool);

    /// @notice The vault's current epoch, and since when it is paused (0: not paused).
    function pauseState(address vault) external view returns (uint32 epoch, uint40 pausedAt);

    /// @notice Fee of the platform on sessions and on tips in `vault`, in basis points, for what begins now.
    function platformFees(address vault) external view returns (uint16 feeBps, uint16 tipFeeBps);

    /// @notice Every vault that was ever listed, in order.
    function vaults() external view returns (address[] memory);
}
