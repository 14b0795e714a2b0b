// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IStreamBilling} from "./interfaces/IStreamBilling.sol";
import {IStreamLedger} from "./interfaces/IStreamLedger.sol";
import {IStreamNodes} from "./interfaces/IStreamNodes.sol";
import {IStreamRegistry} from "./interfaces/IStreamRegistry.sol";
import {DepositAccounts} from "./libraries/DepositAccounts.sol";
import {SplitAccounts} from "./libraries/SplitAccounts.sol";
import {Stops} from "./libraries/Stops.sol";
import {NodeBase} from "./NodeBase.sol";

/**
 * @title StreamNodes
 * @notice The accounts that nobody can sign for: of tenants and streams (money in by funding, out by release and sweep;
 * charges are in {StreamCharges}) and of splits (out by claims).
 * @dev Billing, splits and registry are fixed in the implementation. What they do here calls nobody but each other and
 * this contract.
 */
abstract contract StreamNodes is NodeBase, IStreamNodes {
    /* TENANTS AND STREAMS */

    /// @inheritdoc IStreamNodes
    function fund(bytes32 id, address vault, uint256 shares) external {
        require(_ledger().vaultTerms[vault].pausedAt() == 0, IStreamLedger.EnforcedPause());
        _fund(id, vault, shares);
    }

    /// @inheritdoc IStreamNodes
    /// @dev The caller's session is settled before anything is counted: it may pay the very name that owes.
    function payArrears(bytes32 id, address vault, uint256 maxShares) external returns (uint256 shares) {
        _debit(msg.sender, vault, 0);
        IStreamBilling(BILLING).settleArrears(id, vault);
        (uint256 due, ) = IStreamBilling(BILLING).arrearsOf(id, vault);
        shares = Math.min(due, maxShares);
        _fund(id, vault, shares);
    }

    /// @inheritdoc IStreamNodes
    function releaseNode(
        bytes32 id,
        address vault,
        uint256 maxShares
    ) external onlyBilling returns (uint256 shares, address receiver) {
        require(_meter().terms[id].stops & Stops.DELETED == 0, StreamIsDeleted(id));
        receiver = IStreamRegistry(REGISTRY).receiverOf(_tenantIdOf(id));
        _requireOpen(receiver);
        shares = _payUpTo(_nodeAccount(id), vault, maxShares, receiver);
    }

    /// @inheritdoc IStreamNodes
    function sweepNode(bytes32 streamId, address vault) external onlyBilling returns (uint256 shares) {
        require(_knownTerms(streamId).stops & Stops.DELETED != 0, StreamNotDeleted(streamId));
        shares = _payUpTo(_accountOf(streamId), vault, type(uint256).max, _nodeAccount(_tenantIdOf(streamId)));
    }

    /* SPLITS */

    /// @inheritdoc IStreamNodes
    function openSplit(bytes32 tableHash) external returns (address account) {
        _requireSplits();
        account = SplitAccounts.accountOf(tableHash);
        IStreamLedger.AccountKind kind = _kindOf(account);
        require(kind == IStreamLedger.AccountKind.Wallet, AccountKindRefused(account, kind));
        _ledger().kinds[account] = IStreamLedger.AccountKind.Split;
    }

    /// @inheritdoc IStreamNodes
    function paySplit(address account, address holder, address vault, uint256 shares) external {
        _requireSplits();
        IStreamLedger.AccountKind kind = _kindOf(account);
        require(kind == IStreamLedger.AccountKind.Split, AccountKindRefused(account, kind));
        _move(account, holder, vault, shares);
    }

    /* VIEWS */

    /// @inheritdoc IStreamNodes
    function platformAccount() external view returns (address) {
        return PLATFORM;
    }

    /// @inheritdoc IStreamNodes
    function accountOf(bytes32 id) external view returns (address) {
        return _accountOf(id);
    }

    /// @inheritdoc IStreamNodes
    function watchAccountOf(bytes32 streamId) external view returns (address) {
        return _accountOf(DepositAccounts.watchSalt(streamId));
    }

    /// @inheritdoc IStreamNodes
    function accountKind(address account) external view returns (IStreamLedger.AccountKind) {
        return _kindOf(account);
    }

    /// @inheritdoc IStreamNodes
    function wiring() external view returns (Wiring memory) {
        return
            Wiring({
                registry: REGISTRY,
                splits: SPLITS,
                billing: BILLING,
                depositFactory: DEPOSIT_FACTORY,
                depositInitCodeHash: DEPOSIT_INIT_CODE_HASH,
                root: ROOT,
                weth: address(WETH),
                verificationDemanded: DEMANDS_VERIFICATION
            });
    }

    /* INTERNAL */

    /// @dev Moves the caller's shares to the account of a name; billing says what they are for, or refuses them.
    function _fund(bytes32 id, address vault, uint256 shares) private {
        require(shares != 0, IStreamLedger.ZeroAmount());
        address account = _nodeAccount(id);
        _debit(msg.sender, vault, shares);
        _increase(_balancesOf(vault), account, vault, shares);
        emit IERC6909.Transfer(msg.sender, msg.sender, account, _id(vault), shares);
        IStreamBilling(BILLING).onFunded(msg.sender, id, vault, shares);
    }

    function _tenantIdOf(bytes32 id) private view returns (bytes32) {
        return IStreamRegistry(REGISTRY).tenantIdOfName(id);
    }

    function _requireSplits() private view {
        require(msg.sender == SPLITS, NotTheSplits(msg.sender));
    }
}
