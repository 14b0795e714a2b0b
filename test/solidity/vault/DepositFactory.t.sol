// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {DepositAddress} from "../../../contracts/DepositAddress.sol";
import {DepositFactory} from "../../../contracts/DepositFactory.sol";
import {StreamAccessManager} from "../../../contracts/StreamAccessManager.sol";
import {IDepositFactory} from "../../../contracts/interfaces/IDepositFactory.sol";
import {DepositAccounts} from "../../../contracts/libraries/DepositAccounts.sol";
import {DepositAddressCode} from "../../../contracts/libraries/DepositAddressCode.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {TestBase} from "../helpers/TestBase.sol";

/**
 * @title DepositFactoryTest
 * @notice A deposit address follows from factory, init code and salt alone, before and after it is deployed.
 */
contract DepositFactoryTest is TestBase {
    address private immutable _UPGRADER = _named("upgrader");
    address private immutable _STRANGER = _named("stranger");

    StreamAccessManager private _manager;
    DepositFactory private _factory;

    function setUp() external {
        _manager = new StreamAccessManager(address(this));
        _factory = _deployFactory();
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = _factory.upgradeToAndCall.selector;
        _manager.setTargetFunctionRole(address(_factory), selectors, Roles.UPGRADER);
        _manager.grantRole(Roles.UPGRADER, _UPGRADER, 0);
    }

    /* ADDRESSES */

    function testFuzz_Deploy_AtTheDerivedAddress(bytes32 salt) external {
        address expected = address(
            uint160(
                uint256(
                    keccak256(
                        abi.encodePacked(hex"ff", address(_factory), salt, keccak256(DepositAddressCode.INIT_CODE))
                    )
                )
            )
        );
        vm.assertEq(_factory.addressOf(salt), expected, "view");
        vm.assertEq(
            DepositAccounts.deriveAccount(address(_factory), _factory.initCodeHash(), salt),
            expected,
            "library"
        );
        vm.assertEq(expected.code.length, 0);

        vm.expectEmit(address(_factory));
        emit IDepositFactory.DepositAddressDeployed(salt, expected);
        vm.prank(_STRANGER);
        vm.assertEq(_factory.deploy(salt), expected, "deployed");
        vm.assertEq(DepositAddress(payable(expected)).FACTORY(), address(_factory));
    }

    function testFuzz_Deploy_AgainChangesNothing(bytes32 salt) external {
        address account = _factory.deploy(salt);
        bytes32 codeHash = account.codehash;
        vm.recordLogs();
        vm.prank(_STRANGER);
        vm.assertEq(_factory.deploy(salt), account);
        vm.assertEq(vm.getRecordedLogs().length, 0);
        vm.assertEq(account.codehash, codeHash);
    }

    function testFuzz_Address_DependsOnSaltAndFactory(bytes32 first, bytes32 second) external {
        vm.assume(first != second);
        vm.assertNotEq(_factory.addressOf(first), _factory.addressOf(second));
        vm.assertNotEq(_factory.addressOf(first), _deployFactory().addressOf(first));
    }

    function testFuzz_Address_SurvivesAnUpgrade(bytes32 salt) external {
        address account = _factory.addressOf(salt);
        DepositFactory next = new DepositFactory();
        vm.prank(_UPGRADER);
        _factory.upgradeToAndCall(address(next), "");
        vm.assertEq(_factory.deploy(salt), account);
    }

    function test_InitCodeHash() external view {
        vm.assertEq(_factory.initCodeHash(), keccak256(DepositAddressCode.INIT_CODE));
    }

    /* SALTS */

    function testFuzz_Salts_AreApart(bytes32 id, address wallet) external pure {
        vm.assertEq(DepositAccounts.watchSalt(id), keccak256(bytes.concat(id, bytes("watch"))));
        vm.assertEq(DepositAccounts.walletSalt(wallet), bytes32(abi.encode(wallet)));
        vm.assertNotEq(DepositAccounts.watchSalt(id), id);
        vm.assertNotEq(DepositAccounts.watchSalt(id), DepositAccounts.walletSalt(wallet));
    }

    /* SET-UP AND UPGRADES */

    function test_RevertWhen_InitialisedTwice() external {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        _factory.initialize(_STRANGER);
    }

    function test_RevertWhen_ImplementationIsInitialised() external {
        DepositFactory implementation = new DepositFactory();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        implementation.initialize(address(_manager));
    }

    function test_RevertWhen_AuthorityHasNoCode() external {
        DepositFactory implementation = new DepositFactory();
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedInvalidAuthority.selector, _STRANGER));
        new ERC1967Proxy(address(implementation), abi.encodeCall(DepositFactory.initialize, (_STRANGER)));
    }

    function test_RevertWhen_UpgradedBySomebodyElse() external {
        DepositFactory next = new DepositFactory();
        address[2] memory callers = [_STRANGER, address(this)];
        for (uint256 i; i < callers.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, callers[i]));
            vm.prank(callers[i]);
            _factory.upgradeToAndCall(address(next), "");
        }
    }

    function test_RevertWhen_UpgradedToWhatIsNoImplementation() external {
        address[2] memory targets = [address(_manager), address(_factory)];
        for (uint256 i; i < targets.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ERC1967Utils.ERC1967InvalidImplementation.selector, targets[i]));
            vm.prank(_UPGRADER);
            _factory.upgradeToAndCall(targets[i], "");
        }

        vm.expectRevert();
        vm.prank(_UPGRADER);
        _factory.upgradeToAndCall(_STRANGER, "");
    }

    function _deployFactory() private returns (DepositFactory) {
        bytes memory setup = abi.encodeCall(DepositFactory.initialize, (address(_manager)));
        return DepositFactory(address(new ERC1967Proxy(address(new DepositFactory()), setup)));
    }
}
