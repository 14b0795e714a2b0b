// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AccessManagedUpgradeable} from "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {IStreamGovernance} from "./interfaces/IStreamGovernance.sol";
import {IStreamLedger} from "./interfaces/IStreamLedger.sol";
import {IStreamVault} from "./interfaces/IStreamVault.sol";
import {VaultTerms} from "./libraries/VaultTerms.sol";
import {LedgerBase} from "./LedgerBase.sol";

/**
 * @title StreamGovernance
 * @notice What roles may do with the ledger: the platform's fees, the list of vaults, the pause.
 */
abstract contract StreamGovernance is LedgerBase, AccessManagedUpgradeable, IStreamGovernance {
    /// @notice Highest fee of the platform on sessions, in basis points.
    uint256 public constant MAX_FEE_BPS = 2_000;
    /// @notice Highest fee of the platform on tips, in basis points.
    uint256 public constant MAX_TIP_FEE_BPS = 1_000;
    /// @notice Bound on the vaults that can ever be listed: a pause, and deleting a stream, visit each of them.
    uint256 public constant MAX_VAULTS = 16;
    /// @dev The fee a vault begins with: 90 % to the creator, 10 % to the platform.
    uint16 private constant INITIAL_FEE_BPS = 1_000;

    /// @inheritdoc IStreamGovernance
    function setPlatformFees(address vault, uint16 feeBps, uint16 tipFeeBps) external restricted {
        require(feeBps <= MAX_FEE_BPS, FeeAboveCap(feeBps, MAX_FEE_BPS));
        require(tipFeeBps <= MAX_TIP_FEE_BPS, FeeAboveCap(tipFeeBps, MAX_TIP_FEE_BPS));
        require(_isListed(vault), IStreamLedger.VaultNotListed(vault));
        LedgerStorage storage $ = _ledger();
        $.vaultTerms[vault] = $.vaultTerms[vault].withFees(feeBps, tipFeeBps);
        emit PlatformFeesSet(vault, feeBps, tipFeeBps);
    }

    /// @inheritdoc IStreamGovernance
    function setPlatformReceiver(address receiver) external restricted {
        _setPlatformReceiver(receiver);
    }

    /// @inheritdoc IStreamGovernance
    /// @dev One is not listed for the first time during a pause, so that all are paused or none.
    function listVault(address vault) external restricted {
        LedgerStorage storage $ = _ledger();
        VaultTerms terms = $.vaultTerms[vault];
        require(!terms.listed(), VaultAlreadyListed(vault));
        IERC20 asset = $.assets[vault];
        if (address(asset) == address(0)) {
            require(!_isPaused(), IStreamLedger.EnforcedPause());
            require($.vaultList.length < MAX_VAULTS, TooManyVaults(MAX_VAULTS));
            asset = IERC20(IStreamVault(vault).asset());
            $.vaultList.push(vault);
            $.assets[vault] = asset;
            terms = terms.withFees(INITIAL_FEE_BPS, 0);
        }
        $.vaultTerms[vault] = terms.withListed(true);
        emit VaultListed(vault, address(asset), terms.feeBps(), terms.tipFeeBps());
    }

    /// @inheritdoc IStreamGovernance
    function delistVault(address vault) external restricted {
        require(_isListed(vault), IStreamLedger.VaultNotListed(vault));
        LedgerStorage storage $ = _ledger();
        $.vaultTerms[vault] = $.vaultTerms[vault].withListed(false);
        emit VaultDelisted(vault);
    }

    /// @inheritdoc IStreamGovernance
    function pause() external restricted {
        require(!_isPaused(), IStreamLedger.EnforcedPause());
        LedgerStorage storage $ = _ledger();
        for (uint256 i = 0; i < $.vaultList.length; ++i) {
            address vault = $.vaultList[i];
            VaultTerms terms = $.vaultTerms[vault];
            $.vaultTerms[vault] = terms.withPause(terms.epoch(), uint40(block.timestamp));
            emit Paused(vault, terms.epoch(), msg.sender);
        }
    }

    /// @inheritdoc IStreamGovernance
    /// @dev Opens the next epoch in every vault; the old one keeps when it was paused.
    function unpause() external restricted {
        require(_isPaused(), ExpectedPause());
        LedgerStorage storage $ = _ledger();
        for (uint256 i = 0; i < $.vaultList.length; ++i) {
            address vault = $.vaultList[i];
            VaultTerms terms = $.vaultTerms[vault];
            uint32 epoch = terms.epoch();
            $.pauses[vault][epoch] = terms.pausedAt();
            $.vaultTerms[vault] = terms.withPause(epoch + 1, 0);
            emit Unpaused(vault, epoch + 1, msg.sender);
        }
    }

    /* VIEWS */

    /// @inheritdoc IStreamGovernance
    function platformFees(address vault) external view returns (uint16 feeBps, uint16 tipFeeBps) {
        VaultTerms terms = _ledger().vaultTerms[vault];
        return (terms.feeBps(), terms.tipFeeBps());
    }

    /// @inheritdoc IStreamGovernance
    function platformReceiver() external view returns (address) {
        return _ledger().platformReceiver;
    }

    /// @inheritdoc IStreamGovernance
    function isListed(address vault) external view returns (bool) {
        return _isListed(vault);
    }

    /// @inheritdoc IStreamGovernance
    function vaults() external view returns (address[] memory) {
        return _ledger().vaultList;
    }

    /// @inheritdoc IStreamGovernance
    function paused() external view returns (bool) {
        return _isPaused();
    }

    /// @inheritdoc IStreamGovernance
    function pauseState(address vault) external view returns (uint32 epoch, uint40 pausedAt) {
        VaultTerms terms = _ledger().vaultTerms[vault];
        return (terms.epoch(), terms.pausedAt());
    }
}
