// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";

import {IStreamRegistry} from "../../../contracts/interfaces/IStreamRegistry.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {StreamRegistry} from "../../../contracts/StreamRegistry.sol";
import {WeirTest} from "../helpers/WeirTest.sol";

/// @notice What a later version might look like: one function more.
contract StreamRegistryNext is StreamRegistry {
    function version() external pure returns (uint256) {
        return 2;
    }
}

/// @notice Identity of callers, storage and upgrades of the registry.
contract StreamRegistryTest is WeirTest {
    address private owner = _named("owner");
    address private stranger = _named("stranger");
    bytes32 private tenantId;
    bytes32 private streamId;

    function setUp() public override {
        super.setUp();
        tenantId = _createTenant("alice", owner);
        streamId = _createStream(tenantId, "song", owner, 0, 1, 60);
    }

    /* CALLERS */

    /// @dev Proves that the caller is `msg.sender` whatever follows the arguments: neither trailing bytes nor a second
    /// copy of the arguments turn a stranger into the owner, or the owner into a stranger.
    function testFuzz_trailingBytesChangeNothing(bytes memory tail) public {
        bytes[] memory calls = _ownersCalls();
        for (uint256 i; i < calls.length; ++i) {
            bytes[3] memory variants = [
                bytes.concat(calls[i], tail),
                bytes.concat(calls[i], calls[i]),
                bytes.concat(calls[i], abi.encode(owner))
            ];
            for (uint256 j; j < variants.length; ++j) {
                uint256 snapshot = vm.snapshotState();
                (bool success, bytes memory reason) = _callAs(stranger, variants[j]);
                vm.assertFalse(success);
                vm.assertEq(
                    reason,
                    abi.encodeWithSelector(IStreamRegistry.NotTheOwner.selector, tenantId, stranger, owner)
                );
                (success, ) = _callAs(owner, variants[j]);
                vm.assertTrue(success);
                vm.revertToState(snapshot);
            }
        }
    }

    /// @dev Proves the same for functions of roles.
    function testFuzz_trailingBytesGiveNoRole(bytes memory tail) public {
        bytes[3] memory calls = [
            abi.encodeCall(IStreamRegistry.createTenant, ("bob", stranger)),
            abi.encodeCall(IStreamRegistry.suspendStream, (streamId)),
            abi.encodeCall(IStreamRegistry.revokeVerification, (streamId))
        ];
        for (uint256 i; i < calls.length; ++i) {
            (bool success, bytes memory reason) = _callAs(
                stranger,
                bytes.concat(calls[i], tail, abi.encode(registrar))
            );
            vm.assertFalse(success);
            vm.assertEq(reason, abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
            (success, ) = _callAs(i == 2 ? verifier : registrar, bytes.concat(calls[i], tail));
            vm.assertTrue(success);
        }
    }

    /* STORAGE */

    function test_storage_namespaces() public pure {
        vm.assertEq(
            _namespace("weir.storage.StreamRegistry"),
            0xa2f76b607498e8e8280e0c50a8389f3c64fc9737db621da15d319012d1016600
        );
        vm.assertEq(
            _namespace("weir.storage.StreamAttestations"),
            0x55600ba4b70c7f9466b0b264fdd53b5e40f27da7ed6ce70ec7546c1225c3d000
        );
    }

    /// @dev The layout that upgrades have to keep.
    function test_storage_layout() public {
        bytes32 base = _namespace("weir.storage.StreamRegistry");
        vm.prank(owner);
        registry.transferTenant(tenantId, stranger);
        vm.prank(stranger);
        registry.acceptTenant(tenantId);
        vm.startPrank(stranger);
        registry.transferTenant(tenantId, owner);
        registry.setPayee(streamId, stranger);
        registry.setUri(streamId, "uri");
        registry.setText(streamId, "key", "value");
        registry.deleteStream(streamId);
        vm.stopPrank();
        string[] memory labels = new string[](1);
        labels[0] = "www";
        registry.reserveLabels(labels, true);

        vm.assertEq(vm.load(address(registry), base), ROOT);

        bytes32 tenant = _slotOf(tenantId, base, 1);
        vm.assertEq(uint256(_load(tenant, 0)), uint160(stranger) | (1 << 160) | (1 << 192), "owner, number, tenancy");
        vm.assertEq(uint256(_load(tenant, 1)), uint160(owner), "pending owner");
        vm.assertEq(_load(tenant, 2), _shortString("alice"), "label");

        bytes32 stream = _slotOf(streamId, base, 2);
        vm.assertEq(_load(stream, 0), tenantId, "tenant");
        vm.assertEq(uint256(_load(stream, 1)), 1 | (1 << 32), "tenancy of the payee, generation");
        vm.assertEq(_load(stream, 2), _shortString("song"), "label");
        vm.assertEq(_load(stream, 3), bytes32(0), "URI of a deleted stream");

        bytes32 texts = keccak256(abi.encode(uint256(0), _slotOf(streamId, base, 3)));
        vm.assertEq(_load(keccak256(abi.encodePacked("key", texts)), 0), _shortString("value"), "text");

        vm.assertEq(uint256(_load(_slotOf(registry.tenantIdOf("www"), base, 4), 0)), 1, "reserved");
    }

    function test_storage_attestations() public {
        bytes32 base = _namespace("weir.storage.StreamAttestations");
        vm.prank(verifier);
        registry.cancelAttestation(257);
        bytes32 bitmap = keccak256(abi.encode(verifier, uint256(base) + 1));
        vm.assertEq(uint256(_load(keccak256(abi.encode(uint256(1), bitmap)), 0)), 2, "nonce 257 is bit 1 of word 1");
    }

    /* INITIALISATION */

    function test_initialize_RevertWhen_again() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        registry.initialize(address(manager), ROOT);
    }

    function test_initialize_RevertWhen_implementation() public {
        StreamRegistry implementation = new StreamRegistry();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        implementation.initialize(address(manager), ROOT);
        vm.expectRevert(UUPSUpgradeable.UUPSUnauthorizedCallContext.selector);
        implementation.upgradeToAndCall(address(implementation), "");
    }

    function test_initialize_RevertWhen_authorityWithoutCode() public {
        address implementation = address(new StreamRegistry());
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedInvalidAuthority.selector, stranger));
        _proxy(implementation, abi.encodeCall(StreamRegistry.initialize, (stranger, ROOT)));
    }

    /* UPGRADES */

    function test_upgrade_keepsEverything() public {
        address next = address(new StreamRegistryNext());
        bytes32 before = _everyView();
        vm.prank(upgrader);
        registry.upgradeToAndCall(next, "");
        vm.assertEq(_everyView(), before);
        vm.assertEq(StreamRegistryNext(address(registry)).version(), 2);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        registry.initialize(address(manager), ROOT);
    }

    function test_upgrade_RevertWhen_callerIsNoUpgrader() public {
        address next = address(new StreamRegistryNext());
        address[6] memory callers = [stranger, owner, registrar, verifier, pauser, address(this)];
        for (uint256 i; i < callers.length; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, callers[i]));
            registry.upgradeToAndCall(next, "");
        }
    }

    function test_upgrade_RevertWhen_notAnImplementation() public {
        address withoutUuid = address(weth);
        vm.startPrank(upgrader);
        vm.expectRevert();
        registry.upgradeToAndCall(stranger, "");
        vm.expectRevert();
        registry.upgradeToAndCall(withoutUuid, "");
        vm.expectRevert(abi.encodeWithSelector(ERC1967Utils.ERC1967InvalidImplementation.selector, address(ledger)));
        registry.upgradeToAndCall(address(ledger), ""); // a proxy
        vm.stopPrank();
    }

    function test_upgrade_takesItsDelay() public {
        manager.grantRole(Roles.UPGRADER, upgrader, 2 days);
        bytes memory data = abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (address(new StreamRegistryNext()), ""));
        bytes32 operation = manager.hashOperation(upgrader, address(registry), data);

        vm.startPrank(upgrader);
        vm.expectRevert(abi.encodeWithSelector(IAccessManager.AccessManagerNotScheduled.selector, operation));
        manager.execute(address(registry), data);

        manager.schedule(address(registry), data, 0);
        _skip(2 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IAccessManager.AccessManagerNotReady.selector, operation));
        manager.execute(address(registry), data);

        _skip(1);
        manager.execute(address(registry), data);
        vm.assertEq(StreamRegistryNext(address(registry)).version(), 2);
        vm.stopPrank();
    }

    function test_upgrade_RevertWhen_expiredOrCancelled() public {
        manager.grantRole(Roles.UPGRADER, upgrader, 2 days);
        bytes memory data = abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (address(new StreamRegistryNext()), ""));
        bytes32 operation = manager.hashOperation(upgrader, address(registry), data);

        vm.prank(upgrader);
        manager.schedule(address(registry), data, 0);
        _skip(2 days + manager.expiration());
        vm.expectRevert(abi.encodeWithSelector(IAccessManager.AccessManagerExpired.selector, operation));
        vm.prank(upgrader);
        manager.execute(address(registry), data);

        vm.prank(upgrader);
        manager.schedule(address(registry), data, 0);
        vm.prank(guardian);
        manager.cancel(upgrader, address(registry), data);
        _skip(2 days);
        vm.expectRevert(abi.encodeWithSelector(IAccessManager.AccessManagerNotScheduled.selector, operation));
        vm.prank(upgrader);
        manager.execute(address(registry), data);
    }

    /* HELPERS */

    /// @dev A call of every function that is the owner's.
    function _ownersCalls() private view returns (bytes[] memory calls) {
        calls = new bytes[](8);
        calls[0] = abi.encodeCall(IStreamRegistry.transferTenant, (tenantId, stranger));
        calls[1] = abi.encodeCall(
            IStreamRegistry.createStream,
            (tenantId, "video", owner, "uri", new IStreamRegistry.PriceInput[](0))
        );
        calls[2] = abi.encodeCall(
            IStreamRegistry.setPrice,
            (streamId, IStreamRegistry.PriceInput(address(stETH), 1, 2, 60))
        );
        calls[3] = abi.encodeCall(IStreamRegistry.setPayee, (streamId, stranger));
        calls[4] = abi.encodeCall(IStreamRegistry.setUri, (streamId, "uri"));
        calls[5] = abi.encodeCall(IStreamRegistry.setText, (streamId, "key", "value"));
        calls[6] = abi.encodeCall(IStreamRegistry.stopStream, (streamId));
        calls[7] = abi.encodeCall(IStreamRegistry.deleteStream, (streamId));
    }

    function _callAs(address caller, bytes memory data) private returns (bool success, bytes memory reason) {
        vm.prank(caller);
        return address(registry).call(data);
    }

    function _everyView() private view returns (bytes32) {
        (bool verified, uint40 expiry, bytes32 content) = registry.verificationOf(streamId);
        return
            keccak256(
                abi.encode(
                    registry.root(),
                    registry.ledger(),
                    registry.authority(),
                    registry.tenantOf(tenantId),
                    registry.streamOf(streamId),
                    registry.text(streamId, "key"),
                    registry.isReserved("www"),
                    registry.isNonceUsed(verifier, 1),
                    verified,
                    expiry,
                    content
                )
            );
    }

    function _namespace(string memory id) private pure returns (bytes32) {
        return keccak256(abi.encode(uint256(keccak256(bytes(id))) - 1)) & ~bytes32(uint256(0xff));
    }

    /// @dev Slot of a value in the mapping that is field number `field` of the struct at `base`.
    function _slotOf(bytes32 key, bytes32 base, uint256 field) private pure returns (bytes32) {
        return keccak256(abi.encode(key, uint256(base) + field));
    }

    function _load(bytes32 slot, uint256 offset) private view returns (bytes32) {
        return vm.load(address(registry), bytes32(uint256(slot) + offset));
    }

    /// @dev A string of less than 32 bytes as it lies in storage.
    function _shortString(string memory text) private pure returns (bytes32) {
        return bytes32(bytes(text)) | bytes32(bytes(text).length * 2);
    }
}
