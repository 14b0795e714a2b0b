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
import {LedgerBase} from "./LedgerBase.sol";

/**
 * @title StreamLedger
 * @notice What the owner of an account does with it: ERC-6909, deposits, withdrawals.
 */
abstract contract StreamLedger is LedgerBase, ReentrancyGuardTransient, IStreamLedger {
    using SafeERC20 for IERC20;

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
        require(_isListed(vault), VaultNotListed(vault));
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

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC6909).interfaceId || interfaceId == type(IERC165).interfaceId;
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
        _increase(_balancesOf(vault), account, vault, shares);
        emit Transfer(msg.sender, address(0), account, _id(vault), shares);
    }

    /* INTERNAL: money inside */

    function _transfer(address sender, address receiver, uint256 id, uint256 amount) private {
        _requireOpen(receiver);
        require(id >> 160 == 0, ERC6909InsufficientBalance(sender, 0, amount, id));
        address vault = address(uint160(id));
        _debit(sender, vault, amount);
        _increase(_balancesOf(vault), receiver, vault, amount);
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
}
