// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

/**
 * @title IStreamLedger
 * @notice The ledger of Weir: an ERC-6909 token whose owner is an account, whose id is `uint160(vault)` and whose
 * amounts are vault shares, one share being one unit of the vault's asset.
 *
 * Every movement of money inside the ledger is one ERC-6909 `Transfer(caller, sender, receiver, id, amount)`, with the
 * zero address as sender of a deposit and as receiver of a withdrawal. That journal is complete: replayed from the first
 * block it gives every balance. Beside it one business event says why the money moved.
 *
 * Accounts:
 * - a wallet's account is its own address;
 * - the account of a tenant or stream is the deposit address of its name, the platform's is that of the root: nobody
 *   can sign for them, and public transfers and deposits for others are refused there;
 * - a split's account is the hash of its table.
 *
 * Safety assumptions: only vaults that obey {IStreamVault} are listed; the registry named in the implementation is the
 * real one. Liveness only: a delisted vault takes no deposits, starts,
 * heartbeats and tips, running sessions go on to their end, and every exit stays open.
 *
 * Warning: while a session runs, part of a balance may already be owed; {available} is what an account can spend. A
 * transfer, also to oneself, may shorten the running session to what is left, as any debit does.
 */
interface IStreamLedger is IERC6909 {
    /// @notice What an account is. Fixed once set; everything never marked is a wallet.
    enum AccountKind {
        Wallet,
        Platform,
        Tenant,
        Stream,
        Watch,
        Split
    }

    /// @notice `shares` left `account` for `receiver`, as the vault's asset if `asAssets`, as shares otherwise.
    event Withdrawn(
        address indexed vault,
        address indexed account,
        address indexed receiver,
        uint256 shares,
        bool asAssets
    );

    /// @notice A permit could not be executed but the allowance already sufficed, so the call went on.
    event PermitSkipped(address indexed token, address indexed owner, uint256 amount);

    /// @notice The account holds `balance` shares of the vault with this id, fewer than `needed`.
    error ERC6909InsufficientBalance(address sender, uint256 balance, uint256 needed, uint256 id);

    /// @notice The spender may spend `allowance`, less than `needed`.
    error ERC6909InsufficientAllowance(address spender, uint256 allowance, uint256 needed, uint256 id);

    /// @notice The spender must not be zero.
    error ERC6909InvalidSpender(address spender);

    /// @notice Something new was asked for during a pause.
    error EnforcedPause();

    /// @notice The vault is not listed.
    error VaultNotListed(address vault);

    /// @notice An amount that must be positive is zero.
    error ZeroAmount();

    /// @notice Money sent there would be lost, or the account is not open to public transfers and deposits.
    error ReceiverRefused(address receiver);

    /// @notice ETH was offered to a vault whose asset is not wrapped ETH.
    error NotAnEtherVault(address vault, address asset);

    /// @notice The permit failed and the allowance of `owner` is below `amount`.
    error PermitFailed(address token, address owner, uint256 amount, uint256 allowance);

    /// @notice The token is neither the vault nor the vault's asset.
    error TokenNotOfVault(address vault, address token);

    /// @notice There is nothing the account could withdraw from this vault now.
    error NothingToWithdraw(address account, address vault);

    /* DEPOSIT */

    /**
     * @notice Moves `shares` of `vault` from the caller into the ledger and credits `account`.
     * @dev Anyone. Requirements: the vault is listed, nothing is paused, `shares` > 0, the caller approved this contract
     * for the shares; `account` is the caller, or neither zero, this contract nor the account of a name known by then.
     * Emits ERC-6909 `Transfer` from zero, which is the record of a deposit: caller, account, vault, shares.
     */
    function deposit(address vault, uint256 shares, address account) external;

    /**
     * @notice Moves `assets` of the vault's asset from the caller into the vault and credits `account` the shares.
     * @dev As {deposit}, with an approval of the asset. One unit of the asset gives one share.
     * @return shares Shares credited, equal to `assets`.
     */
    function depositAssets(address vault, uint256 assets, address account) external returns (uint256 shares);

    /**
     * @notice Wraps the ETH sent with the call, deposits it and credits `account`.
     * @dev As {depositAssets}; `vault` must be over wrapped ETH.
     * @return shares Shares credited, equal to the wei sent.
     */
    function depositETH(address vault, address account) external payable returns (uint256 shares);

    /**
     * @notice Uses the caller's ERC-2612 permit for this contract, to be followed by a deposit in one `multicall`.
     * @dev `token` is the vault or its asset. If the permit fails (a watcher may have used it already) and the allowance
     * suffices, the call goes on and emits {PermitSkipped}; otherwise {PermitFailed}. (WETH9 knows no permit but accepts
     * any call: with it the deposit that follows fails for want of an allowance.)
     */
    function permit(
        address vault,
        address token,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /* EXIT: never paused, never restricted, also for delisted vaults */

    /**
     * @notice Takes `shares` out of the caller's account and sends them to `receiver` as vault shares.
     * @dev Requirements: 0 < `shares` ≤ {available}; `receiver` is neither zero, this contract nor the vault. What the
     * caller's running session owes is settled first; the session is shortened to what is left.
     * Emits ERC-6909 `Transfer` to zero, {Withdrawn}.
     */
    function withdraw(address vault, uint256 shares, address receiver) external;

    /**
     * @notice As {withdraw}, redeeming the shares: `receiver` gets `assets` of the vault's asset.
     */
    function withdrawAssets(address vault, uint256 assets, address receiver) external;

    /**
     * @notice Redeems everything {available} to the caller in `vault` to `receiver`: the creator's claim.
     * @dev Reverts with {NothingToWithdraw} when there is nothing. As {withdrawAssets} otherwise.
     * @return assets Units of the asset paid.
     */
    function withdrawCreator(address vault, address receiver) external returns (uint256 assets);

    /**
     * @notice Redeems the whole platform balance of `vault` to the platform's receiver.
     * @dev Anyone; the fee role names the receiver, so that no exit depends on a role.
     * @return assets Units of the asset paid.
     */
    function withdrawPlatform(address vault) external returns (uint256 assets);

    /* VIEWS: never revert */

    /// @notice What `account` can spend in `vault` at this second: its balance less what its session owes.
    function available(address account, address vault) external view returns (uint256 shares);

    /// @notice What `creator` could claim from `vault` now; the same as {available}.
    function creatorBalances(address creator, address vault) external view returns (uint256 shares);

    /// @notice The platform's balance in `vault`.
    function platformBalance(address vault) external view returns (uint256 shares);
}
