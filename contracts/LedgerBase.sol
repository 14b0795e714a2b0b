// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IStreamGovernance} from "./interfaces/IStreamGovernance.sol";
import {IStreamLedger} from "./interfaces/IStreamLedger.sol";
import {IStreamNodes} from "./interfaces/IStreamNodes.sol";
import {IWETH} from "./interfaces/IWETH.sol";
import {DepositAccounts} from "./libraries/DepositAccounts.sol";
import {VaultTerms} from "./libraries/VaultTerms.sol";

/**
 * @title LedgerBase
 * @notice Accounts and their balances: what is kept, and how money moves inside.
 * @dev ERC-6909 is written here rather than inherited, because settlement must reach balances directly: one read and
 * one write per account.
 *
 * Every debit on behalf of an account goes through {_debit}, which the meter overrides to settle the account's running
 * session first. Credits go through {_increase} and trigger nothing.
 */
abstract contract LedgerBase {
    /// @custom:storage-location erc7201:weir.storage.StreamLedger
    struct LedgerStorage {
        mapping(address vault => mapping(address account => uint256 shares)) balances; // slot 0
        mapping(address owner => mapping(address spender => mapping(uint256 id => uint256 shares))) allowances; // slot 1
        mapping(address owner => mapping(address operator => bool approved)) operators; // slot 2
        mapping(address account => IStreamLedger.AccountKind kind) kinds; // slot 3
        mapping(address vault => VaultTerms terms) vaultTerms; // slot 4
        mapping(address vault => IERC20 asset) assets; // slot 5
        mapping(address vault => mapping(uint32 epoch => uint40 pausedAt)) pauses; // slot 6
        address[] vaultList; // slot 7
        address platformReceiver; // slot 8
    }

    // keccak256(abi.encode(uint256(keccak256("weir.storage.StreamLedger")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant LEDGER_STORAGE = 0xfd551872724e2e599e183a462ce3540f595c02cdd60c7e36baf2fb6a5f595600;

    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address internal immutable REGISTRY;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address internal immutable SPLITS;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address internal immutable BILLING;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address internal immutable DEPOSIT_FACTORY;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    bytes32 internal immutable DEPOSIT_INIT_CODE_HASH;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    bytes32 internal immutable ROOT;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    IWETH internal immutable WETH;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    bool internal immutable DEMANDS_VERIFICATION;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address internal immutable PLATFORM;

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor(IStreamNodes.Wiring memory wiring_) {
        REGISTRY = wiring_.registry;
        SPLITS = wiring_.splits;
        BILLING = wiring_.billing;
        DEPOSIT_FACTORY = wiring_.depositFactory;
        DEPOSIT_INIT_CODE_HASH = wiring_.depositInitCodeHash;
        ROOT = wiring_.root;
        WETH = IWETH(wiring_.weth);
        DEMANDS_VERIFICATION = wiring_.verificationDemanded;
        PLATFORM = DepositAccounts.deriveAccount(wiring_.depositFactory, wiring_.depositInitCodeHash, wiring_.root);
    }

    /* MONEY INSIDE */

    /// @dev Takes `shares` from an account on behalf of its owner. The meter settles the account's session first.
    function _debit(address account, address vault, uint256 shares) internal virtual;

    /// @dev Takes `shares` from an account and triggers nothing. `balances` are those of `vault`, except the platform's.
    function _decrease(
        mapping(address account => uint256 shares) storage balances,
        address account,
        address vault,
        uint256 shares
    ) internal {
        bool isPlatform = account == PLATFORM;
        VaultTerms terms = isPlatform ? _ledger().vaultTerms[vault] : VaultTerms.wrap(0);
        uint256 balance = isPlatform ? terms.platformShares() : balances[account];
        require(balance >= shares, IStreamLedger.ERC6909InsufficientBalance(account, balance, shares, _id(vault)));
        unchecked {
            if (isPlatform) _ledger().vaultTerms[vault] = terms.minus(shares);
            else balances[account] = balance - shares;
        }
    }

    /// @dev Gives `shares` to an account and triggers nothing. `balances` are those of `vault`, except the platform's. The
    /// balances of one vault sum to at most its total supply, which the vault bounds at 2^128: no overflow. (A deposit
    /// credits first and pulls then; a pull of what the vault does not have reverts both.)
    function _increase(
        mapping(address account => uint256 shares) storage balances,
        address account,
        address vault,
        uint256 shares
    ) internal {
        unchecked {
            if (account == PLATFORM) _increasePlatform(vault, shares);
            else balances[account] += shares;
        }
    }

    function _increasePlatform(address vault, uint256 shares) internal {
        LedgerStorage storage $ = _ledger();
        $.vaultTerms[vault] = $.vaultTerms[vault].plus(shares);
    }

    /// @dev The balances of a vault, except the platform's.
    function _balancesOf(
        address vault
    ) internal view returns (mapping(address account => uint256 shares) storage balances) {
        return _ledger().balances[vault];
    }

    /// @dev Names who receives the platform's withdrawals.
    function _setPlatformReceiver(address receiver) internal {
        require(receiver != address(0), IStreamGovernance.ZeroAddress());
        _ledger().platformReceiver = receiver;
        emit IStreamGovernance.PlatformReceiverSet(receiver);
    }

    /* READS */

    /// @dev The terms of a vault in which something new may begin: listed, and not paused.
    function _openVault(address vault) internal view returns (VaultTerms terms) {
        terms = _ledger().vaultTerms[vault];
        require(terms.listed(), IStreamLedger.VaultNotListed(vault));
        require(terms.pausedAt() == 0, IStreamLedger.EnforcedPause());
    }

    /// @dev Accounts of names take money by revenue and funding only; what goes to zero or to this contract is lost.
    function _requireOpen(address account) internal view {
        IStreamLedger.AccountKind kind = _kindOf(account);
        require(
            account != address(0) &&
                account != address(this) &&
                (kind == IStreamLedger.AccountKind.Wallet || kind == IStreamLedger.AccountKind.Split),
            IStreamLedger.ReceiverRefused(account)
        );
    }

    function _kindOf(address account) internal view returns (IStreamLedger.AccountKind) {
        return _ledger().kinds[account];
    }

    /// @dev The account of the tenant or stream `id`, known or not.
    function _accountOf(bytes32 id) internal view returns (address) {
        return DepositAccounts.deriveAccount(DEPOSIT_FACTORY, DEPOSIT_INIT_CODE_HASH, id);
    }

    function _isListed(address vault) internal view returns (bool) {
        return _ledger().vaultTerms[vault].listed();
    }

    /// @dev All vaults are paused or none.
    function _isPaused() internal view returns (bool) {
        LedgerStorage storage $ = _ledger();
        return $.vaultList.length != 0 && $.vaultTerms[$.vaultList[0]].pausedAt() != 0;
    }

    function _balanceOf(address account, address vault) internal view returns (uint256) {
        LedgerStorage storage $ = _ledger();
        return account == PLATFORM ? $.vaultTerms[vault].platformShares() : $.balances[vault][account];
    }

    function _id(address vault) internal pure returns (uint256) {
        return uint160(vault);
    }

    function _ledger() internal pure returns (LedgerStorage storage $) {
        assembly {
            $.slot := LEDGER_STORAGE
        }
    }
}
