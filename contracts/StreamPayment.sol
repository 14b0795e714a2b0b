// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManagedUpgradeable} from "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {MulticallUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/MulticallUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IStreamPayment} from "./interfaces/IStreamPayment.sol";
import {StreamLedger} from "./StreamLedger.sol";
import {StreamMeter} from "./StreamMeter.sol";

/**
 * @title StreamPayment
 * @notice The ledger and the meter in one contract, behind an ERC-1967 proxy, and its governance.
 */
contract StreamPayment is
    StreamMeter,
    AccessManagedUpgradeable,
    MulticallUpgradeable,
    UUPSUpgradeable,
    IStreamPayment
{
    /// @notice Highest fee of the platform on sessions, in basis points.
    uint256 public constant MAX_FEE_BPS = 2_000;
    /// @notice Highest fee of the platform on tips, in basis points.
    uint256 public constant MAX_TIP_FEE_BPS = 1_000;
    /// @dev The fee a deployment begins with: 90 % to the creator, 10 % to the platform.
    uint16 private constant INITIAL_FEE_BPS = 1_000;

    /**
     * @param registry The registry whose terms this ledger obeys.
     * @param splits The contract that may pay out of split accounts.
     * @param depositFactory Factory of the deposit addresses that are the accounts of names.
     * @param depositInitCodeHash Hash of the init code of a deposit address.
     * @param root Namehash of the root, whose account is the platform's.
     * @param weth Wrapped ETH.
     * @custom:oz-upgrades-unsafe-allow constructor
     */
    constructor(
        address registry,
        address splits,
        address depositFactory,
        bytes32 depositInitCodeHash,
        bytes32 root,
        address weth
    ) StreamMeter(registry) StreamLedger(splits, depositFactory, depositInitCodeHash, root, weth) {
        _disableInitializers();
    }

    /// @notice Once, by the proxy's constructor: sets who governs and who receives the platform's withdrawals.
    function initialize(address authority, address receiver) external initializer {
        __AccessManaged_init(authority);
        _ledger().kinds[PLATFORM] = AccountKind.Platform;
        _setPlatformReceiver(receiver);
        _setPlatformFees(INITIAL_FEE_BPS, 0);
    }

    /* GOVERNANCE */

    /// @inheritdoc IStreamPayment
    function setPlatformFees(uint16 feeBps, uint16 tipFeeBps) external restricted {
        _setPlatformFees(feeBps, tipFeeBps);
    }

    /// @inheritdoc IStreamPayment
    function setPlatformReceiver(address receiver) external restricted {
        _setPlatformReceiver(receiver);
    }

    /// @inheritdoc IStreamPayment
    function setVerificationDemand(bool demanded) external restricted {
        _meter().global.verificationDemanded = demanded;
        emit VerificationDemandSet(demanded);
    }

    /// @inheritdoc IStreamPayment
    function listVault(address vault) external restricted {
        _listVault(vault);
    }

    /// @inheritdoc IStreamPayment
    function delistVault(address vault) external restricted {
        _delistVault(vault);
    }

    /// @inheritdoc IStreamPayment
    function pause() external restricted {
        Global storage global = _meter().global;
        require(global.pausedAt == 0, EnforcedPause());
        global.pausedAt = uint40(block.timestamp);
        emit Paused(msg.sender, global.epoch);
    }

    /// @inheritdoc IStreamPayment
    function unpause() external restricted {
        MeterStorage storage $ = _meter();
        (uint32 epoch, uint40 pausedAt) = ($.global.epoch, $.global.pausedAt);
        require(pausedAt != 0, ExpectedPause());
        $.pauses[epoch] = pausedAt;
        ($.global.epoch, $.global.pausedAt) = (epoch + 1, 0);
        emit Unpaused(msg.sender, epoch + 1);
    }

    /* VIEWS */

    /// @inheritdoc IStreamPayment
    function platformFees() external view returns (uint16 feeBps, uint16 tipFeeBps) {
        Global storage global = _meter().global;
        return (global.feeBps, global.tipFeeBps);
    }

    /// @inheritdoc IStreamPayment
    function pauseState() external view returns (uint32 epoch, uint40 pausedAt) {
        Global storage global = _meter().global;
        return (global.epoch, global.pausedAt);
    }

    /// @inheritdoc IStreamPayment
    function verificationDemanded() external view returns (bool) {
        return _meter().global.verificationDemanded;
    }

    /* INTERNAL */

    function _setPlatformFees(uint16 feeBps, uint16 tipFeeBps) private {
        require(feeBps <= MAX_FEE_BPS, FeeAboveCap(feeBps, MAX_FEE_BPS));
        require(tipFeeBps <= MAX_TIP_FEE_BPS, FeeAboveCap(tipFeeBps, MAX_TIP_FEE_BPS));
        Global storage global = _meter().global;
        (global.feeBps, global.tipFeeBps) = (feeBps, tipFeeBps);
        emit PlatformFeesSet(feeBps, tipFeeBps);
    }

    function _setPlatformReceiver(address receiver) private {
        require(receiver != address(0), ZeroAddress());
        _ledger().platformReceiver = receiver;
        emit PlatformReceiverSet(receiver);
    }

    function _authorizeUpgrade(address) internal override restricted {}
}
