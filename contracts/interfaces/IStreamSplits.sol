// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title IStreamSplits
 * @notice Splits of several rights holders. A split is an account named by the hash of its table, used as a payee:
 * settlement to it costs the same as to one payee. Holders, or anyone for them, claim their parts later.
 *
 * What a holder is entitled to depends only on what the split ever received in a vault (balance + paid out), rounded
 * down; so it does not depend on how often or in which pieces the money was shared out. Less than one unit per holder
 * stays in the split until more arrives. A table never changes: new weights are a new split, and old revenue is shared
 * at old weights. Claims credit accounts in the ledger, so that no holder can block another.
 *
 * A holder may be the account of a name; what reaches it that way is revenue, as with a payee.
 *
 * This contract may debit accounts of splits and no others; the ledger enforces that.
 */
interface IStreamSplits {
    /// @notice The table of a split.
    /// @param holders Accounts in strictly ascending order.
    /// @param weights Basis points of each holder, all positive, 10 000 together.
    struct Split {
        address[] holders;
        uint16[] weights;
    }

    /// @notice A split may now be claimed from; its account is derived from its table.
    event SplitRegistered(address indexed account, address[] holders, uint16[] weights);

    /// @notice `amount` shares moved from the split to `holder`'s account.
    event SplitClaimed(address indexed account, address indexed holder, address indexed vault, uint256 amount);

    /// @notice The table is empty, longer than the bound, or its lists differ in length.
    error SplitLengthRefused(uint256 holders, uint256 weights, uint256 max);

    /// @notice A holder is zero, the ledger, a watch account, or not above the one before it.
    error SplitHolderRefused(uint256 index, address holder);

    /// @notice A weight is zero, or the weights do not sum to 10 000.
    error SplitWeightsRefused(uint256 sum);

    /// @notice The table is not registered.
    error SplitUnknown(address account);

    /// @notice The split is registered already.
    error SplitAlreadyRegistered(address account);

    /// @notice The holder could claim nothing from this vault now.
    error NothingToClaim(address account, address holder, address vault);

    /// @notice No holder with this index.
    error SplitIndexRefused(uint256 index, uint256 holders);

    /**
     * @notice Registers a table and returns the split's account. Anyone.
     * @dev Requirements: 1 to `MAX_HOLDERS` holders, strictly ascending, none zero or a watch account; positive
     * weights that sum to 10 000. Emits {SplitRegistered}.
     */
    function registerSplit(Split calldata split) external returns (address account);

    /**
     * @notice Moves what holder number `index` is entitled to and has not yet got from the split to the holder's
     * account. Anyone, for the holder only; works while paused and for delisted vaults.
     * @dev Reverts with {NothingToClaim} when there is nothing.
     * Emits ERC-6909 `Transfer`, {SplitClaimed}.
     * @return amount Shares moved, rounded down; the split keeps the dust.
     */
    function claimSplit(Split calldata split, address vault, uint256 index) external returns (uint256 amount);

    /// @notice The account of a table, registered or not.
    function splitAccount(Split calldata split) external view returns (address account);

    /// @notice The full hash of the registered table behind `account`; zero if none.
    function splitHash(address account) external view returns (bytes32);

    /// @notice What holder number `index` could claim from `vault` now, if the table is registered.
    function splitBalance(Split calldata split, address vault, uint256 index) external view returns (uint256 amount);
}
