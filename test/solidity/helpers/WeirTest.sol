// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";

import {IStreamGovernance} from "../../../contracts/interfaces/IStreamGovernance.sol";
import {IBillingNodes} from "../../../contracts/interfaces/IBillingNodes.sol";
import {IBillingRates} from "../../../contracts/interfaces/IBillingRates.sol";
import {IStreamNodes} from "../../../contracts/interfaces/IStreamNodes.sol";
import {IStreamPayment} from "../../../contracts/interfaces/IStreamPayment.sol";
import {IStreamRegistry} from "../../../contracts/interfaces/IStreamRegistry.sol";
import {DepositAddressCode} from "../../../contracts/libraries/DepositAddressCode.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {MockUSDC} from "../../../contracts/mocks/MockUSDC.sol";
import {MockWETH9} from "../../../contracts/mocks/MockWETH9.sol";
import {DepositFactory} from "../../../contracts/DepositFactory.sol";
import {StreamAccessManager} from "../../../contracts/StreamAccessManager.sol";
import {StreamBilling} from "../../../contracts/StreamBilling.sol";
import {StreamPayment} from "../../../contracts/StreamPayment.sol";
import {StreamRegistry} from "../../../contracts/StreamRegistry.sol";
import {StreamSplits} from "../../../contracts/StreamSplits.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {TestBase} from "./TestBase.sol";

/**
 * @title WeirTest
 * @notice The whole suite behind its proxies, as `test/helpers/deploy.ts` deploys it: two listed vaults, each role with
 * a member of its own and no delays. The test contract is the governor.
 */
abstract contract WeirTest is TestBase {
    /// @dev Namehash of "weir.eth", under which tests create their tenants.
    bytes32 internal constant ROOT = 0x42d23094ec751af302f810ef40b934e8b36f1b25927030e2146c0a4af9d6af89;

    uint40 internal constant RATE_NOTICE = 7 days;

    uint256 internal constant VERIFIER_KEY = uint256(keccak256("verifier"));

    address internal upgrader = _named("upgrader");
    address internal pauser = _named("pauser");
    address internal unpauser = _named("unpauser");
    address internal feeSetter = _named("feeSetter");
    address internal verifier = vm.addr(VERIFIER_KEY);
    address internal registrar = _named("registrar");
    address internal lister = _named("lister");
    address internal guardian = _named("guardian");
    address internal rateSetter = _named("rateSetter");
    address internal meterKeeper = _named("meterKeeper");
    address internal receiver = _named("receiver");

    StreamAccessManager internal manager;
    DepositFactory internal factory;
    MockWETH9 internal weth;
    MockUSDC internal usdc;
    StreamVault internal stETH;
    StreamVault internal stUSDC;
    StreamRegistry internal registry;
    StreamSplits internal splits;
    StreamBilling internal billing;
    IStreamPayment internal ledger;

    function setUp() public virtual {
        vm.warp(1_800_000_000); // a time at which no subtraction of a year wraps
        _deploy();
        _assignRoles();
        registry.connect(address(ledger));
        splits.connect(address(ledger));
        billing.connect(address(ledger));
        vm.startPrank(lister);
        ledger.listVault(address(stETH));
        ledger.listVault(address(stUSDC));
        vm.stopPrank();
    }

    /// @dev Creates `<label>.weir.eth` for `owner`.
    function _createTenant(string memory label, address owner) internal returns (bytes32 tenantId) {
        vm.prank(registrar);
        return registry.createTenant(label, owner);
    }

    /// @dev Creates a stream that pays `payee`, for sale in `stETH` at these terms (shares, shares a second, seconds).
    function _createStream(
        bytes32 tenantId,
        string memory label,
        address payee,
        uint256 startFee,
        uint256 perSecond,
        uint256 window
    ) internal returns (bytes32 streamId) {
        IStreamRegistry.PriceInput[] memory prices = new IStreamRegistry.PriceInput[](1);
        prices[0] = IStreamRegistry.PriceInput(address(stETH), startFee, perSecond, window);
        address owner = registry.tenantOf(tenantId).owner;
        vm.prank(owner);
        return registry.createStream(tenantId, label, payee, "", prices);
    }

    /// @dev Gives `account` as many shares of `vault` in the ledger, backed by fresh assets.
    function _fund(address account, StreamVault vault, uint256 shares) internal {
        IERC20 asset = IERC20(vault.asset());
        if (address(asset) == address(weth)) {
            vm.deal(address(this), shares);
            weth.deposit{value: shares}();
        } else {
            usdc.configureMinter(address(this), shares);
            usdc.mint(address(this), shares);
        }
        asset.approve(address(ledger), shares);
        ledger.depositAssets(address(vault), shares, account);
    }

    /// @dev Puts a proxy in front of `implementation`, initialised in the same step.
    function _proxy(address implementation, bytes memory initialise) internal returns (address) {
        return address(new ERC1967Proxy(implementation, initialise));
    }

    function _deploy() private {
        manager = new StreamAccessManager(address(this));
        address authority = address(manager);
        factory = DepositFactory(
            _proxy(address(new DepositFactory()), abi.encodeCall(DepositFactory.initialize, (authority)))
        );
        weth = new MockWETH9();
        usdc = MockUSDC(_proxy(address(new MockUSDC()), abi.encodeCall(MockUSDC.initialize, (address(this)))));
        stETH = _deployVault(address(weth), "Stream ETH", "stETH");
        stUSDC = _deployVault(address(usdc), "Stream USDC", "stUSDC");
        registry = StreamRegistry(
            _proxy(address(new StreamRegistry()), abi.encodeCall(StreamRegistry.initialize, (authority, ROOT)))
        );
        splits = StreamSplits(
            _proxy(address(new StreamSplits()), abi.encodeCall(StreamSplits.initialize, (authority)))
        );
        billing = StreamBilling(
            _proxy(
                address(new StreamBilling(address(registry), RATE_NOTICE)),
                abi.encodeCall(StreamBilling.initialize, (authority))
            )
        );
        ledger = IStreamPayment(
            _proxy(
                address(new StreamPayment(_wiring(false))),
                abi.encodeCall(StreamPayment.initialize, (authority, receiver))
            )
        );
    }

    /// @dev What an implementation of the ledger is built on.
    function _wiring(bool verificationDemanded) internal view returns (IStreamNodes.Wiring memory) {
        return
            IStreamNodes.Wiring({
                registry: address(registry),
                splits: address(splits),
                billing: address(billing),
                depositFactory: address(factory),
                depositInitCodeHash: DepositAddressCode.INIT_CODE_HASH,
                root: ROOT,
                weth: address(weth),
                verificationDemanded: verificationDemanded
            });
    }

    function _deployVault(address asset, string memory name, string memory symbol) private returns (StreamVault) {
        return
            StreamVault(
                _proxy(
                    address(new StreamVault()),
                    abi.encodeCall(StreamVault.initialize, (IERC20(asset), name, symbol, address(manager)))
                )
            );
    }

    function _assignRoles() private {
        manager.grantRole(Roles.UPGRADER, upgrader, 0);
        manager.grantRole(Roles.PAUSER, pauser, 0);
        manager.grantRole(Roles.UNPAUSER, unpauser, 0);
        manager.grantRole(Roles.FEES, feeSetter, 0);
        manager.grantRole(Roles.VERIFIER, verifier, 0);
        manager.grantRole(Roles.REGISTRAR, registrar, 0);
        manager.grantRole(Roles.LISTING, lister, 0);
        manager.grantRole(Roles.GUARDIAN, guardian, 0);
        manager.grantRole(Roles.RATES, rateSetter, 0);
        manager.grantRole(Roles.METERS, meterKeeper, 0);
        manager.setRoleGuardian(Roles.UPGRADER, Roles.GUARDIAN);

        address[7] memory proxies = [
            address(factory),
            address(stETH),
            address(stUSDC),
            address(registry),
            address(splits),
            address(billing),
            address(ledger)
        ];
        for (uint256 i; i < proxies.length; ++i) {
            _assign(proxies[i], UUPSUpgradeable.upgradeToAndCall.selector, Roles.UPGRADER);
        }
        _assign(address(registry), StreamRegistry.createTenant.selector, Roles.REGISTRAR);
        _assign(address(registry), StreamRegistry.suspendStream.selector, Roles.REGISTRAR);
        _assign(address(registry), StreamRegistry.reinstateStream.selector, Roles.REGISTRAR);
        _assign(address(registry), IStreamRegistry.revokeVerification.selector, Roles.VERIFIER);
        _assign(address(ledger), IStreamGovernance.setPlatformFees.selector, Roles.FEES);
        _assign(address(ledger), IStreamGovernance.setPlatformReceiver.selector, Roles.FEES);
        _assign(address(ledger), IStreamGovernance.listVault.selector, Roles.LISTING);
        _assign(address(ledger), IStreamGovernance.delistVault.selector, Roles.LISTING);
        _assign(address(ledger), IStreamGovernance.pause.selector, Roles.PAUSER);
        _assign(address(ledger), IStreamGovernance.unpause.selector, Roles.UNPAUSER);
        _assign(address(billing), IBillingNodes.setStreamBalances.selector, Roles.REGISTRAR);
        _assign(address(billing), IBillingRates.announceRate.selector, Roles.RATES);
        _assign(address(billing), IBillingRates.addMeter.selector, Roles.METERS);
        _assign(address(billing), IBillingRates.setMeterKey.selector, Roles.METERS);
        _assign(address(billing), IBillingNodes.forgiveArrears.selector, Roles.RATES);
        for (uint256 i; i < 2; ++i) {
            address vault = i == 0 ? address(stETH) : address(stUSDC);
            _assign(vault, StreamVault.skim.selector, Roles.FEES);
            _assign(vault, StreamVault.pause.selector, Roles.PAUSER);
            _assign(vault, StreamVault.unpause.selector, Roles.UNPAUSER);
        }
    }

    function _assign(address target, bytes4 selector, uint64 role) private {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        manager.setTargetFunctionRole(target, selectors, role);
    }
}
