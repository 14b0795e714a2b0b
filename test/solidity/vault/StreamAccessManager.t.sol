// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {StreamAccessManager} from "../../../contracts/StreamAccessManager.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {TestBase} from "../helpers/TestBase.sol";

/**
 * @title StreamAccessManagerTest
 * @notice Delays count at once until the manager is sealed, and take five days to change ever after.
 */
contract StreamAccessManagerTest is TestBase {
    address private immutable _ADMIN = _named("admin");
    address private immutable _UPGRADER = _named("upgrader");
    address private immutable _TARGET = _named("target");
    address private immutable _STRANGER = _named("stranger");

    StreamAccessManager private _manager;

    function setUp() external {
        vm.warp(1_800_000_000);
        _manager = new StreamAccessManager(_ADMIN);
    }

    /* BEFORE */

    function testFuzz_Delays_CountAtOnceBeforeTheSeal(uint32 delay) external {
        vm.startPrank(_ADMIN);
        _manager.setGrantDelay(Roles.UPGRADER, delay);
        _manager.setTargetAdminDelay(_TARGET, delay);
        vm.stopPrank();
        vm.assertEq(_manager.minSetback(), 0);
        vm.assertEq(_manager.getRoleGrantDelay(Roles.UPGRADER), delay);
        vm.assertEq(_manager.getTargetAdminDelay(_TARGET), delay);
    }

    /// @dev What is set in the block of the deployment binds in that block.
    function test_Delays_BindInTheSameBlock() external {
        vm.startPrank(_ADMIN);
        _manager.setGrantDelay(Roles.UPGRADER, 2 days);
        _manager.setTargetAdminDelay(_TARGET, 3 days);
        _manager.grantRole(Roles.UPGRADER, _UPGRADER, 0);
        (bool isMember, ) = _manager.hasRole(Roles.UPGRADER, _UPGRADER);
        vm.assertFalse(isMember);

        bytes4[] memory selectors = new bytes4[](1);
        bytes memory call = abi.encodeCall(_manager.setTargetFunctionRole, (_TARGET, selectors, Roles.PAUSER));
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessManager.AccessManagerNotScheduled.selector,
                _manager.hashOperation(_ADMIN, address(_manager), call)
            )
        );
        _manager.setTargetFunctionRole(_TARGET, selectors, Roles.PAUSER);
        vm.stopPrank();

        _skip(2 days);
        (isMember, ) = _manager.hasRole(Roles.UPGRADER, _UPGRADER);
        vm.assertTrue(isMember);
    }

    /* SEAL */

    function test_Seal_Emits() external {
        vm.assertFalse(_manager.isSealed());
        vm.expectEmit(address(_manager));
        emit StreamAccessManager.Sealed();
        vm.prank(_ADMIN);
        _manager.seal();
        vm.assertTrue(_manager.isSealed());
    }

    function test_RevertWhen_SealedTwice() external {
        vm.startPrank(_ADMIN);
        _manager.seal();
        vm.expectRevert(StreamAccessManager.AlreadySealed.selector);
        _manager.seal();
        vm.stopPrank();
    }

    function test_RevertWhen_SomebodyElseSeals() external {
        vm.prank(_ADMIN);
        _manager.grantRole(Roles.UPGRADER, _UPGRADER, 0);
        address[2] memory callers = [_UPGRADER, _STRANGER];
        for (uint256 i; i < callers.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IAccessManager.AccessManagerUnauthorizedAccount.selector,
                    callers[i],
                    Roles.ADMIN
                )
            );
            vm.prank(callers[i]);
            _manager.seal();
        }
    }

    function test_Seal_ByAnAdminWithADelay() external {
        vm.startPrank(_ADMIN);
        _manager.grantRole(Roles.ADMIN, _ADMIN, 1 days);
        bytes memory call = abi.encodeCall(_manager.seal, ());
        bytes32 id = _manager.hashOperation(_ADMIN, address(_manager), call);
        vm.expectRevert(abi.encodeWithSelector(IAccessManager.AccessManagerNotScheduled.selector, id));
        _manager.seal();

        _manager.schedule(address(_manager), call, 0);
        _skip(1 days);
        _manager.execute(address(_manager), call);
        vm.stopPrank();
        vm.assertTrue(_manager.isSealed());
    }

    /* AFTER */

    function testFuzz_Delays_TakeFiveDaysAfterTheSeal(uint32 first, uint32 second) external {
        uint256 before = _bound(first, 0, 30 days);
        uint256 later = _bound(second, 0, 30 days);
        vm.startPrank(_ADMIN);
        _manager.setGrantDelay(Roles.UPGRADER, uint32(before));
        _manager.setTargetAdminDelay(_TARGET, uint32(before));
        _manager.seal();
        vm.assertEq(_manager.minSetback(), 5 days);
        _manager.setGrantDelay(Roles.UPGRADER, uint32(later));
        _manager.setTargetAdminDelay(_TARGET, uint32(later));
        vm.stopPrank();

        uint256 shortening = before > later ? before - later : 0;
        uint256 setback = shortening > 5 days ? shortening : 5 days;
        _skip(setback - 1);
        vm.assertEq(_manager.getRoleGrantDelay(Roles.UPGRADER), before);
        vm.assertEq(_manager.getTargetAdminDelay(_TARGET), before);
        _skip(1);
        vm.assertEq(_manager.getRoleGrantDelay(Roles.UPGRADER), later);
        vm.assertEq(_manager.getTargetAdminDelay(_TARGET), later);
    }

    /// @dev The seal takes nothing back that already counts.
    function test_Seal_KeepsTheDelays() external {
        vm.startPrank(_ADMIN);
        _manager.setGrantDelay(Roles.UPGRADER, 2 days);
        _manager.setTargetAdminDelay(_TARGET, 3 days);
        _manager.seal();
        vm.stopPrank();
        vm.assertEq(_manager.getRoleGrantDelay(Roles.UPGRADER), 2 days);
        vm.assertEq(_manager.getTargetAdminDelay(_TARGET), 3 days);
    }
}
