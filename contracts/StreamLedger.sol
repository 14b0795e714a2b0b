// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IStreamLedger} from "./interfaces/IStreamLedger.sol";
import {IStreamVault} from "./interfaces/IStreamVault.sol";
import {IWETH} from "./interfaces/IWETH.sol";
import {DepositAccounts} from "./libraries/DepositAccounts.sol";
import {SplitAccounts} from "./libraries/SplitAccounts.sol";

/**
 * @title StreamLedger
 * @notice Accounts and their balances: ERC-6909, deposits, withdrawals, the list of vaults.
 * @dev ERC-6909 is written here rather than inherited, because settlement must reach balances directly: one read and
 * one write per account.
 *
 * Every debit on behalf of an account goes through {_debit}, which the meter overrides to settle the account's running
 * session first. Credits go through {_credit} and trigger nothing.
 */
abstract contract StreamLedger is ReentrancyGuardTransient, IStreamLedger {
    using SafeERC20 for IERC20;

    /// @dev One slot: 1 + 2 + 2 + 4 + 5 bytes. All that a deposit, a start or a settlement has to know of its vault.
    struct VaultTerms {
        bool listed;
        uint16 feeBps;
        uint16 tipFeeBps;
        uint32 epoch; // counts the pauses that are over
        uint40 pausedAt; // 0: not paused
    }

    /// @custom:storage-location erc7201:weir.storage.StreamLedger
    struct LedgerStorage {
        mapping(address vault => mapping(address account => uint256 shares)) balances; // slot 0
        mapping(address owner => mapping(address spender => mapping(uint256 id => uint256 shares))) allowances; // slot 1
        mapping(address owner => mapping(address operator => bool approved)) operators; // slot 2
        mapping(address account => AccountKind kind) kinds; // slot 3
        mapping(address vault => VaultTerms terms) vaultTerms; // slot 4
        mapping(address vault => IERC20 asset) assets; // slot 5
        mapping(address vault => mapping(uint32 epoch => uint40 pausedAt)) pauses; // slot 6
        address[] vaultList; // slot 7
        address platformReceiver; // slot 8
    }

    /// @notice Bound on the vaults that can ever be listed: a pause, and deleting a stream, visit each of them.
    uint256 public constant MAX_VAULTS = 16;

    // keccak256(abi.encode(uint256(keccak256("weir.storage.StreamLedger")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant LEDGER_STORAGE = 0xfd551872724e2e599e183a462ce3540f595c02cdd60c7e36baf2fb6a5f595600;

    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    IWETH internal immutable WETH;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address internal immutable DEPOSIT_FACTORY;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    bytes32 internal immutable DEPOSIT_INIT_CODE_HASH;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address internal immutable PLATFORM;

    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address internal immutable SPLITS;

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor(address splits, address depositFactory, bytes32 depositInitCodeHash, bytes32 root, address weth) {
        SPLITS = splits;
        DEPOSIT_FACTORY = depositFactory;
        DEPOSIT_INIT_CODE_HASH = depositInitCodeHash;
        PLATFORM = DepositAccounts.deriveAccount(depositFactory, depositInitCodeHash, root);
        WETH = IWETH(weth);
    }

    /* ERC-6909 */

    /// @inheritdoc IERC6909
    function transfer(address receiver, uint256 id, uint256 amount) external returns (bool) {
        _transfer(msg.sender, receiver, id, amount);
        return true;
    }

    /// @inheritdoc IERC6909
    function transferFrom(address sender, address receiver, uint256 id, uint256 amount) external returns (bool) {
        _spendAllowance(sender, msg.sender, id, amount);
        _transfer(sender, receiver, id, amount);
        return true;
    }

    /// @inheritdoc IERC6909
    function approve(address spender, uint256 id, uint256 amount) external returns (bool) {
        require(spender != address(0), ERC6909InvalidSpender(address(0)));
        _ledger().allowances[msg.sender][spender][id] = amount;
        emit Approval(msg.sender, spender, id, amount);
        return true;
    }

    /// @inheritdoc IERC6909
    function setOperator(address spender, bool approved) external returns (bool) {
        require(spender != address(0), ERC6909InvalidSpender(address(0)));
        _ledger().operators[msg.sender][spender] = approved;
        emit OperatorSet(msg.sender, spender, approved);
        return true;
    }

    /* DEPOSIT */

    /// @inheritdoc IStreamLedger
    /// @dev A listed vault's share calls nobody back, so effects first and no guard.
    function deposit(address vault, uint256 shares, address account) external {
        _beforeDeposit(vault, shares, account);
        _mint(vault, account, shares);
        IERC20(vault).safeTransferFrom(msg.sender, address(this), shares);
    }

    /// @inheritdoc IStreamLedger
    function depositAssets(
        address vault,
        uint256 assets,
        address account
    ) external nonReentrant returns (uint256 shares) {
        _beforeDeposit(vault, assets, account);
        _ledger().assets[vault].safeTransferFrom(msg.sender, address(this), assets);
        shares = _depositHeld(vault, assets, account);
    }

    /// @inheritdoc IStreamLedger
    function depositETH(address vault, address account) external payable nonReentrant returns (uint256 shares) {
        shares = _depositETH(vault, account);
    }

    /// @inheritdoc IStreamLedger
    function permit(
        address vault,
        address token,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        require(token == vault || token == address(_ledger().assets[vault]), TokenNotOfVault(vault, token));
        require(isListed(vault), VaultNotListed(vault));
        try IERC20Permit(token).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {
            uint256 allowed = IERC20(token).allowance(msg.sender, address(this));
            require(allowed >= amount, PermitFailed(token, msg.sender, amount, allowed));
            emit PermitSkipped(token, msg.sender, amount);
        }
    }

    /* EXIT */

    /// @inheritdoc IStreamLedger
    function withdraw(address vault, uint256 shares, address receiver) external nonReentrant {
        _withdraw(msg.sender, vault, shares, receiver, false);
    }

    /// @inheritdoc IStreamLedger
    function withdrawAssets(address vault, uint256 assets, address receiver) external nonReentrant {
        _withdraw(msg.sender, vault, assets, receiver, true);
    }

    /// @inheritdoc IStreamLedger
    function withdrawCreator(address vault, address receiver) external nonReentrant returns (uint256 assets) {
        assets = available(msg.sender, vault);
        _withdrawAll(msg.sender, vault, assets, receiver);
    }

    /// @inheritdoc IStreamLedger
    function withdrawPlatform(address vault) external nonReentrant returns (uint256 assets) {
        assets = platformBalance(vault);
        _withdrawAll(PLATFORM, vault, assets, _ledger().platformReceiver);
    }

    /* SPLITS */

    /// @inheritdoc IStreamLedger
    function openSplit(bytes32 tableHash) external returns (address account) {
        _requireSplits();
        account = SplitAccounts.accountOf(tableHash);
        AccountKind kind = accountKind(account);
        require(kind == AccountKind.Wallet, AccountKindRefused(account, kind));
        _ledger().kinds[account] = AccountKind.Split;
    }

    /// @inheritdoc IStreamLedger
    function paySplit(address account, address holder, address vault, uint256 shares) external {
        _requireSplits();
        AccountKind kind = accountKind(account);
        require(kind == AccountKind.Split, AccountKindRefused(account, kind));
        mapping(address account => uint256 shares) storage balances = _ledger().balances[vault];
        _decrease(balances, account, vault, shares);
        _increase(balances, holder, shares);
        emit Transfer(msg.sender, account, holder, _id(vault), shares);
    }

    /* VIEWS */

    /// @inheritdoc IERC6909
    function balanceOf(address owner, uint256 id) external view returns (uint256) {
        return id >> 160 == 0 ? _balanceOf(owner, address(uint160(id))) : 0;
    }

    /// @inheritdoc IERC6909
    function allowance(address owner, address spender, uint256 id) external view returns (uint256) {
        return _ledger().allowances[owner][spender][id];
    }

    /// @inheritdoc IERC6909
    function isOperator(address owner, address spender) external view returns (bool) {
        return _ledger().operators[owner][spender];
    }

    /// @inheritdoc IStreamLedger
    function available(address account, address vault) public view virtual returns (uint256 shares);

    /// @inheritdoc IStreamLedger
    function creatorBalances(address creator, address vault) external view returns (uint256 shares) {
        return available(creator, vault);
    }

    /// @inheritdoc IStreamLedger
    function platformBalance(address vault) public view returns (uint256 shares) {
        return _balanceOf(PLATFORM, vault);
    }

    /// @inheritdoc IStreamLedger
    function platformAccount() external view returns (address) {
        return PLATFORM;
    }

    /// @inheritdoc IStreamLedger
    function platformReceiver() external view returns (address) {
        return _ledger().platformReceiver;
    }

    /// @inheritdoc IStreamLedger
    function accountOf(bytes32 id) public view returns (address) {
        return DepositAccounts.deriveAccount(DEPOSIT_FACTORY, DEPOSIT_INIT_CODE_HASH, id);
    }

    /// @inheritdoc IStreamLedger
    function watchAccountOf(bytes32 streamId) public view returns (address) {
        return accountOf(DepositAccounts.watchSalt(streamId));
    }

    /// @inheritdoc IStreamLedger
    function accountKind(address account) public view returns (AccountKind) {
        return _ledger().kinds[account];
    }

    /// @inheritdoc IStreamLedger
    function isListed(address vault) public view returns (bool) {
        return _ledger().vaultTerms[vault].listed;
    }

    /// @inheritdoc IStreamLedger
    function paused() public view returns (bool) {
        LedgerStorage storage $ = _ledger();
        return $.vaultList.length != 0 && $.vaultTerms[$.vaultList[0]].pausedAt != 0;
    }

    /// @inheritdoc IStreamLedger
    function pauseState(address vault) external view returns (uint32 epoch, uint40 pausedAt) {
        VaultTerms storage terms = _ledger().vaultTerms[vault];
        return (terms.epoch, terms.pausedAt);
    }

    /// @inheritdoc IStreamLedger
    function platformFees(address vault) external view returns (uint16 feeBps, uint16 tipFeeBps) {
        VaultTerms storage terms = _ledger().vaultTerms[vault];
        return (terms.feeBps, terms.tipFeeBps);
    }

    /// @inheritdoc IStreamLedger
    function vaults() external view returns (address[] memory) {
        return _ledger().vaultList;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC6909).interfaceId || interfaceId == type(IERC165).interfaceId;
    }

    /* INTERNAL: listing */

    /// @dev Lists a vault. One is not listed for the first time during a pause, so that all are paused or none.
    function _listVault(address vault, uint16 feeBps) internal {
        LedgerStorage storage $ = _ledger();
        VaultTerms storage terms = $.vaultTerms[vault];
        require(!terms.listed, VaultAlreadyListed(vault));
        IERC20 asset = $.assets[vault];
        if (address(asset) == address(0)) {
            require(!paused(), EnforcedPause());
            require($.vaultList.length < MAX_VAULTS, TooManyVaults(MAX_VAULTS));
            asset = IERC20(IStreamVault(vault).asset());
            $.vaultList.push(vault);
            $.assets[vault] = asset;
            terms.feeBps = feeBps;
        }
        terms.listed = true;
        emit VaultListed(vault, address(asset), terms.feeBps, terms.tipFeeBps);
    }

    /// @dev Delists a vault; balances in it stay and can leave.
    function _delistVault(address vault) internal {
        require(isListed(vault), VaultNotListed(vault));
        _ledger().vaultTerms[vault].listed = false;
        emit VaultDelisted(vault);
    }

    /// @dev Pauses every vault at this second.
    function _pause() internal {
        LedgerStorage storage $ = _ledger();
        require(!paused(), EnforcedPause());
        for (uint256 i = 0; i < $.vaultList.length; ++i) {
            address vault = $.vaultList[i];
            VaultTerms storage terms = $.vaultTerms[vault];
            terms.pausedAt = uint40(block.timestamp);
            emit Paused(vault, terms.epoch, msg.sender);
        }
    }

    /// @dev Opens the next epoch in every vault; the old one keeps when it was paused.
    function _unpause() internal {
        LedgerStorage storage $ = _ledger();
        require(paused(), ExpectedPause());
        for (uint256 i = 0; i < $.vaultList.length; ++i) {
            address vault = $.vaultList[i];
            VaultTerms storage terms = $.vaultTerms[vault];
            uint32 epoch = terms.epoch;
            $.pauses[vault][epoch] = terms.pausedAt;
            (terms.epoch, terms.pausedAt) = (epoch + 1, 0);
            emit Unpaused(vault, epoch + 1, msg.sender);
        }
    }

    /// @dev The terms of a vault in which something new may begin: listed, and not paused.
    function _openVault(address vault) internal view returns (VaultTerms storage terms) {
        terms = _ledger().vaultTerms[vault];
        require(terms.listed, VaultNotListed(vault));
        require(terms.pausedAt == 0, EnforcedPause());
    }

    /* INTERNAL: money in and out */

    function _beforeDeposit(address vault, uint256 amount, address account) private view {
        _openVault(vault);
        require(amount != 0, ZeroAmount());
        if (account != msg.sender) _requireOpen(account);
    }

    /// @dev Wraps and deposits the ETH of the call.
    function _depositETH(address vault, address account) internal returns (uint256 shares) {
        _beforeDeposit(vault, msg.value, account);
        address asset = address(_ledger().assets[vault]);
        require(asset == address(WETH), NotAnEtherVault(vault, asset));
        WETH.deposit{value: msg.value}();
        shares = _depositHeld(vault, msg.value, account);
    }

    /// @dev Deposits assets that this contract was just given, and approves no more than those: the shares of other
    /// vaults, which this contract keeps, may be somebody's asset. The vault measures its pull, and a listed vault gives
    /// one share for one unit.
    function _depositHeld(address vault, uint256 assets, address account) private returns (uint256 shares) {
        _ledger().assets[vault].forceApprove(vault, assets);
        shares = IStreamVault(vault).deposit(assets, address(this));
        _mint(vault, account, shares);
    }

    function _withdrawAll(address account, address vault, uint256 shares, address receiver) private {
        require(shares != 0, NothingToWithdraw(account, vault));
        _withdraw(account, vault, shares, receiver, true);
    }

    /// @dev The one way out. A vault that was never listed has no balances, so no stranger's code is ever called.
    function _withdraw(address account, address vault, uint256 shares, address receiver, bool asAssets) private {
        require(shares != 0, ZeroAmount());
        require(receiver != address(0) && receiver != address(this) && receiver != vault, ReceiverRefused(receiver));
        _debit(account, vault, shares);
        emit Transfer(msg.sender, account, address(0), _id(vault), shares);
        emit Withdrawn(vault, account, receiver, shares, asAssets);
        if (asAssets) IStreamVault(vault).redeem(shares, receiver, address(this));
        else IERC20(vault).safeTransfer(receiver, shares);
    }

    function _mint(address vault, address account, uint256 shares) private {
        _increase(_ledger().balances[vault], account, shares);
        emit Transfer(msg.sender, address(0), account, _id(vault), shares);
    }

    /* INTERNAL: money inside */

    /// @dev Takes `shares` from an account on behalf of its owner. The meter settles the account's session first.
    function _debit(address account, address vault, uint256 shares) internal virtual;

    /// @dev Takes `shares` from an account and triggers nothing. `balances` are those of `vault`.
    function _decrease(
        mapping(address account => uint256 shares) storage balances,
        address account,
        address vault,
        uint256 shares
    ) internal {
        uint256 balance = balances[account];
        require(balance >= shares, ERC6909InsufficientBalance(account, balance, shares, _id(vault)));
        unchecked {
            balances[account] = balance - shares;
        }
    }

    /// @dev Gives `shares` to an account and triggers nothing. `balances` are those of one vault, whose sum is at most
    /// the vault's total supply, which the vault bounds at 2^128: no overflow. (A deposit credits first and pulls then;
    /// a pull of what the vault does not have reverts both.)
    function _increase(
        mapping(address account => uint256 shares) storage balances,
        address account,
        uint256 shares
    ) internal {
        unchecked {
            balances[account] += shares;
        }
    }

    function _transfer(address sender, address receiver, uint256 id, uint256 amount) private {
        _requireOpen(receiver);
        require(id >> 160 == 0, ERC6909InsufficientBalance(sender, 0, amount, id));
        address vault = address(uint160(id));
        _debit(sender, vault, amount);
        _increase(_ledger().balances[vault], receiver, amount);
        emit Transfer(msg.sender, sender, receiver, id, amount);
    }

    function _spendAllowance(address owner, address spender, uint256 id, uint256 amount) private {
        LedgerStorage storage $ = _ledger();
        if (owner == spender || $.operators[owner][spender]) return;
        uint256 allowed = $.allowances[owner][spender][id];
        if (allowed == type(uint256).max) return;
        require(allowed >= amount, ERC6909InsufficientAllowance(spender, allowed, amount, id));
        unchecked {
            $.allowances[owner][spender][id] = allowed - amount;
        }
    }

    /// @dev Accounts of names take money by revenue and funding only; what goes to zero or to this contract is lost.
    function _requireOpen(address account) private view {
        AccountKind kind = accountKind(account);
        require(
            account != address(0) &&
                account != address(this) &&
                (kind == AccountKind.Wallet || kind == AccountKind.Split),
            ReceiverRefused(account)
        );
    }

    /* INTERNAL: reads */

    function _requireSplits() private view {
        require(msg.sender == SPLITS, NotTheSplits(msg.sender));
    }

    function _balanceOf(address account, address vault) internal view returns (uint256) {
        return _ledger().balances[vault][account];
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
