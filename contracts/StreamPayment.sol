// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManagedUpgradeable} from "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {MulticallUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/MulticallUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {IStreamPayment} from "./interfaces/IStreamPayment.sol";
import {StreamLedger} from "./StreamLedger.sol";
import {StreamMeter} from "./StreamMeter.sol";

/**
 * @title StreamPayment
 * @notice The ledger and the meter in one contract, behind an ERC-1967 proxy, and its governance.
 */
contract StreamPayment is StreamMeter, AccessManagedUpgradeable, MulticallUpgradeable, UUPSUpgradeable, IStreamPayment {
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
     * @param verificationDemanded Whether streams must be verified to start.
     * @custom:oz-upgrades-unsafe-allow constructor
     */
    constructor(
        address registry,
        address splits,
        address depositFactory,
        bytes32 depositInitCodeHash,
        bytes32 root,
        address weth,
        bool verificationDemanded
    )
        StreamMeter(registry, verificationDemanded)
        StreamLedger(splits, depositFactory, depositInitCodeHash, root, weth)
    {
        _disableInitializers();
    }

    /// @notice Once, by the proxy's constructor: sets who governs and who receives the platform's withdrawals.
    function initialize(address initialAuthority, address receiver) external initializer {
        require(initialAuthority.code.length != 0, AccessManagedInvalidAuthority(initialAuthority));
        __AccessManaged_init(initialAuthority);
        _ledger().kinds[PLATFORM] = AccountKind.Platform;
        _setPlatformReceiver(receiver);
    }

    /* GOVERNANCE */

    /// @inheritdoc IStreamPayment
    function setPlatformFees(address vault, uint16 feeBps, uint16 tipFeeBps) external restricted {
        require(feeBps <= MAX_FEE_BPS, FeeAboveCap(feeBps, MAX_FEE_BPS));
        require(tipFeeBps <= MAX_TIP_FEE_BPS, FeeAboveCap(tipFeeBps, MAX_TIP_FEE_BPS));
        require(isListed(vault), VaultNotListed(vault));
        VaultTerms storage terms = _ledger().vaultTerms[vault];
        (terms.feeBps, terms.tipFeeBps) = (feeBps, tipFeeBps);
        emit PlatformFeesSet(vault, feeBps, tipFeeBps);
    }

    /// @inheritdoc IStreamPayment
    function setPlatformReceiver(address receiver) external restricted {
        _setPlatformReceiver(receiver);
    }

    /// @inheritdoc IStreamPayment
    function listVault(address vault) external restricted {
        _listVault(vault, INITIAL_FEE_BPS);
    }

    /// @inheritdoc IStreamPayment
    function delistVault(address vault) external restricted {
        _delistVault(vault);
    }

    /// @inheritdoc IStreamPayment
    function pause() external restricted {
        _pause();
    }

    /// @inheritdoc IStreamPayment
    function unpause() external restricted {
        _unpause();
    }

    /* INTERNAL */

    function _setPlatformReceiver(address receiver) private {
        require(receiver != address(0), ZeroAddress());
        _ledger().platformReceiver = receiver;
        emit PlatformReceiverSet(receiver);
    }

    function _authorizeUpgrade(address) internal override restricted {}
}
